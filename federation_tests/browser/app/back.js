// Where the server sends the window with the code: it tells the page that opened it, and goes.

opener.postMessage(location.search, location.origin);
close();

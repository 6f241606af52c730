// RFC 6761: every name under `localhost` is loopback. The C library of a bare Debian does not know it, Moothall's
// development mode does, so that several organizations fit on one machine.

import dns from "node:dns";

const systemLookup = dns.lookup;

dns.lookup = (hostname, options, callback) =>
  systemLookup(hostname.endsWith(".localhost") ? "127.0.0.1" : hostname, options, callback);

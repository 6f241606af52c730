// Every name below `localhost` is loopback (RFC 6761): Node.js asks the C library, and that of a bare Debian does not know.

import dns from "node:dns";

const systemLookup = dns.lookup;

dns.lookup = (hostname, options, callback) =>
  systemLookup(hostname.endsWith(".localhost") ? "127.0.0.1" : hostname, options, callback);

// An independent ActivityPub peer for Moothall's tests: the entry point.
//
//   node peer.js --actors alice,bob [--host fedify.localhost] [--port 0] [--control-port 0]
//
// Prints one line of JSON with its addresses once both ports listen, and ends when its standard input closes, so that
// a test that crashes leaves nothing running.

import "./loopback.js";
import http from "node:http";
import { parseArgs } from "node:util";
import { control } from "./control.js";
import { Peer } from "./federation.js";
import { listen, serveFetch } from "./server.js";

const { values } = parseArgs({
  options: {
    actors: { type: "string", default: "alice" },
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "0" },
    "control-port": { type: "string", default: "0" },
  },
});

const federationServer = http.createServer();
const controlServer = http.createServer();
const port = await listen(federationServer, Number(values.port));
const controlPort = await listen(controlServer, Number(values["control-port"]));

const peer = await Peer.create(new URL(`http://${values.host}:${port}`), values.actors.split(","));
federationServer.on("request", serveFetch(peer.origin, (request) => peer.fetch(request)));
const controlOrigin = new URL(`http://127.0.0.1:${controlPort}`);
controlServer.on("request", serveFetch(controlOrigin, (request) => control(peer, request)));

console.log(JSON.stringify({ origin: peer.origin.origin, control: controlOrigin.origin, actors: peer.actorUris() }));
process.stdin.resume().on("end", () => process.exit(0));

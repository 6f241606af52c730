// Node's HTTP server spoken to in the Fetch API's words, which Fedify and the control API both use.

import { Readable } from "node:stream";

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Listens on loopback and answers with the port. */
export function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server.address().port));
  });
}

/** A request listener that hands a Fetch API `Request` under `origin` to `handle` and writes back its `Response`. */
export function serveFetch(origin, handle) {
  return async (incoming, outgoing) => {
    try {
      const response = await handle(await toRequest(origin, incoming));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      if (response.body) Readable.fromWeb(response.body).pipe(outgoing);
      else outgoing.end();
    } catch (error) {
      outgoing.writeHead(error.status ?? 500, { "content-type": "application/json" });
      outgoing.end(JSON.stringify({ error: String(error), cause: error.cause && String(error.cause) }));
    }
  };
}

async function toRequest(origin, incoming) {
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) headers.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1]);
  const body = ["GET", "HEAD"].includes(incoming.method) ? undefined : await readBody(incoming);
  return new Request(new URL(incoming.url, origin), { method: incoming.method, headers, body });
}

async function readBody(incoming) {
  const chunks = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw Object.assign(new Error("body too large"), { status: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

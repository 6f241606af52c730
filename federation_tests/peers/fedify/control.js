// The JSON API by which a test drives this peer. Every answer to a verb carries `knocks`, the requests it took.

import { Object as ActivityStreamsObject } from "@fedify/fedify/vocab";
import { recordingKnocks } from "./knocks.js";
import { create, follow, like, remove, unfollow, unlike, update } from "./verbs.js";

const VERBS = { follow, unfollow, create, update, delete: remove, like, unlike };

export async function control(peer, request) {
  const url = new URL(request.url);
  const name = url.pathname.slice(1);
  if (request.method === "GET" && name === "received") return Response.json(peer.received);
  if (request.method === "DELETE" && name === "received") {
    peer.received.length = 0;
    return Response.json([]);
  }
  const input = request.method === "POST" ? await request.json() : Object.fromEntries(url.searchParams);
  const scheme = input.scheme ?? "draft-cavage";
  const as = peer.identifier(input.as);
  const ctx = await peer.context(scheme);
  if (request.method === "GET" && name === "lookup") return answer(() => lookup(ctx, as, input.uri));
  if (request.method === "POST" && name === "deliver") return answer(() => peer.deliverRaw(as, input.inbox, input.activity, scheme));
  if (request.method === "POST" && Object.hasOwn(VERBS, name)) return answer(() => VERBS[name](peer, ctx, as, input));
  return Response.json({ error: "no such command" }, { status: 404 });
}

async function answer(work) {
  const { value, error, knocks } = await recordingKnocks(work);
  if (error) return Response.json({ error: error.message, knocks }, { status: error.status ?? 502 });
  return Response.json({ ...value, knocks });
}

/** Fetches a remote document, signed, and reads it with Fedify's vocabulary. */
async function lookup(ctx, as, uri) {
  const documentLoader = await ctx.getDocumentLoader({ identifier: as });
  const { document, documentUrl } = await documentLoader(uri);
  const object = await ActivityStreamsObject.fromJsonLd(document, { documentLoader, contextLoader: ctx.contextLoader });
  return {
    type: object.constructor.name,
    id: object.id?.href,
    documentUrl,
    document,
    parsed: await object.toJsonLd({ format: "compact", contextLoader: ctx.contextLoader }),
  };
}

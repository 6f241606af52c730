// Which signature scheme went over the wire, and what the other side answered: seen where requests leave, so that it is
// what Fedify did and not what it was asked to do.

import { AsyncLocalStorage } from "node:async_hooks";

const current = new AsyncLocalStorage();
const systemFetch = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const request = input instanceof Request ? input : new Request(input, init);
  const knock = { method: request.method, url: request.url, scheme: schemeOf(request.headers) };
  current.getStore()?.push(knock);
  const response = await systemFetch(input, init);
  knock.status = response.status;
  return response;
};

/** Runs `work` and answers with every request that it sent, in order: `{method, url, scheme, status}`. */
export async function recordingKnocks(work) {
  const knocks = [];
  try {
    return { value: await current.run(knocks, work), knocks };
  } catch (error) {
    return { error, knocks };
  }
}

/** `"rfc9421"`, `"draft-cavage"` or `null` for an unsigned request. */
export function schemeOf(headers) {
  if (headers.has("signature-input")) return "rfc9421";
  return headers.has("signature") ? "draft-cavage" : null;
}

/** Fedify's name for a scheme. */
export function fedifySpec(scheme) {
  const spec = { "draft-cavage": "draft-cavage-http-signatures-12", rfc9421: "rfc9421" }[scheme];
  if (!spec) throw Object.assign(new Error("scheme is draft-cavage or rfc9421"), { status: 400 });
  return spec;
}

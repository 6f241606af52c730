// The peer itself: its actors, its objects, what it received. Everything in memory, everything through Fedify.

import { createFederationBuilder, generateCryptoKeyPair, MemoryKvStore } from "@fedify/fedify";
import { detachSignature, signRequest, verifyObject, verifyRequestDetailed } from "@fedify/fedify/sig";
import { Accept, Activity, Endpoints, Follow, isActor, Note, Page, Person, Undo } from "@fedify/fedify/vocab";
import { fedifySpec, schemeOf } from "./knocks.js";

const MAX_RECEIVED = 10_000;

export class Peer {
  /** Activities in order of arrival, with what Fedify thought of their signatures. */
  received = [];
  /** Object URI → `{kind, object, group, deleted}`. */
  posts = new Map();
  /** Activity URI → the activity, to undo it by its URI. */
  sent = new Map();
  #actors = new Map();
  #builder;
  #inbound;
  #nextId = 1;

  static async create(origin, identifiers) {
    const peer = new Peer();
    peer.origin = origin;
    for (const identifier of identifiers) {
      const keys = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")];
      peer.#actors.set(identifier, { keys, followers: new Map() });
    }
    peer.#builder = peer.#describe();
    peer.#inbound = await peer.#build("draft-cavage");
    return peer;
  }

  /** A fresh federation knows no peer yet, so that every request to anyone is a first knock with `scheme`. */
  async context(scheme) {
    return (await this.#build(scheme)).createContext(this.origin, undefined);
  }

  actorUris() {
    return Object.fromEntries([...this.#actors.keys()].map((name) => [name, new URL(`/users/${name}`, this.origin).href]));
  }

  /** The named actor, or the first one. */
  identifier(name) {
    const identifier = name ?? this.#actors.keys().next().value;
    if (!this.#actors.has(identifier)) throw Object.assign(new Error("no such actor here"), { status: 404 });
    return identifier;
  }

  /** A URI of our own that was never given out before. */
  mint(kind) {
    return new URL(`/${kind}/${this.#nextId++}`, this.origin);
  }

  /** Posts any JSON as `identifier`, signed but otherwise unchecked: for tests of what must be refused. */
  async deliverRaw(identifier, inbox, activity, scheme) {
    const request = new Request(inbox, {
      method: "POST",
      headers: { "content-type": "application/activity+json" },
      body: JSON.stringify(activity),
    });
    const keyId = new URL(`/users/${identifier}#main-key`, this.origin);
    const signed = await signRequest(request, this.#actors.get(identifier).keys[0].privateKey, keyId, { spec: fedifySpec(scheme) });
    const response = await fetch(signed, { redirect: "manual" });
    return { status: response.status, body: (await response.text()).slice(0, 10_000) };
  }

  /** What the network asks: actors, objects, inboxes. */
  async fetch(request) {
    const post = this.posts.get(request.url);
    if (post?.deleted) return tombstone(request.url);
    const isInbox = request.method === "POST" && new URL(request.url).pathname.endsWith("/inbox");
    const judged = isInbox ? await this.#judge(request.clone()) : undefined;
    const response = await this.#inbound.fetch(request, { contextData: undefined });
    if (judged) {
      judged.status = response.status;
      this.received.push(judged);
      this.received.splice(0, this.received.length - MAX_RECEIVED);
    }
    return response;
  }

  #build(scheme) {
    return this.#builder.build({ kv: new MemoryKvStore(), allowPrivateAddress: true, firstKnock: fedifySpec(scheme) });
  }

  #describe() {
    const builder = createFederationBuilder();
    builder
      .setActorDispatcher("/users/{identifier}", async (ctx, identifier) => {
        if (!this.#actors.has(identifier)) return null;
        const keys = await ctx.getActorKeyPairs(identifier);
        return new Person({
          id: ctx.getActorUri(identifier),
          preferredUsername: identifier,
          name: identifier,
          inbox: ctx.getInboxUri(identifier),
          outbox: ctx.getOutboxUri(identifier),
          followers: ctx.getFollowersUri(identifier),
          endpoints: new Endpoints({ sharedInbox: ctx.getInboxUri() }),
          publicKey: keys[0].cryptographicKey,
          assertionMethods: keys.map((key) => key.multikey),
        });
      })
      .setKeyPairsDispatcher((_ctx, identifier) => this.#actors.get(identifier)?.keys ?? []);
    builder.setFollowersDispatcher("/users/{identifier}/followers", (_ctx, identifier) => ({
      items: [...this.#actors.get(identifier).followers.values()],
    }));
    builder.setOutboxDispatcher("/users/{identifier}/outbox", () => ({ items: [] }));
    builder.setObjectDispatcher(Page, "/pages/{id}", (_ctx, { id }) => this.#object(`/pages/${id}`));
    builder.setObjectDispatcher(Note, "/notes/{id}", (_ctx, { id }) => this.#object(`/notes/${id}`));
    builder
      .setInboxListeners("/users/{identifier}/inbox", "/inbox")
      .setSharedKeyDispatcher(() => ({ identifier: this.identifier() }))
      .on(Follow, (ctx, follow) => this.#acceptFollow(ctx, follow))
      .on(Undo, (ctx, undo) => this.#forgetFollower(ctx, undo))
      .on(Activity, () => {});
    return builder;
  }

  #object(path) {
    return this.posts.get(new URL(path, this.origin).href)?.object ?? null;
  }

  async #acceptFollow(ctx, follow) {
    const target = ctx.parseUri(follow.objectId);
    const follower = await follow.getActor(ctx);
    if (target?.type !== "actor" || !isActor(follower)) return;
    this.#actors.get(target.identifier)?.followers.set(follower.id.href, follower);
    const accept = new Accept({ id: this.mint("accepts"), actor: follow.objectId, to: follower.id, object: follow });
    await ctx.sendActivity({ identifier: target.identifier }, follower, accept, { immediate: true });
  }

  async #forgetFollower(ctx, undo) {
    const follow = await undo.getObject(ctx);
    if (!(follow instanceof Follow)) return;
    const target = ctx.parseUri(follow.objectId);
    if (target?.type === "actor") this.#actors.get(target.identifier)?.followers.delete(undo.actorId.href);
  }

  /** HTTP signature and object integrity proof, each verified on its own: Fedify's inbox is content with either. */
  async #judge(request) {
    const ctx = this.#inbound.createContext(request, undefined);
    const documentLoader = await ctx.getDocumentLoader({ identifier: this.identifier() });
    const loaders = { documentLoader, contextLoader: ctx.contextLoader };
    const scheme = schemeOf(request.headers);
    const body = await request.clone().text();
    const http = { scheme, verified: false };
    if (scheme) {
      const result = await verifyRequestDetailed(request.clone(), { ...loaders, spec: fedifySpec(scheme) });
      http.verified = result.verified;
      if (result.verified) http.keyId = result.key.id?.href;
      else http.reason = result.reason.type;
    }
    const entry = { http, path: new URL(request.url).pathname, headers: Object.fromEntries(request.headers) };
    try {
      entry.activity = JSON.parse(body);
      entry.proof = await judgeProof(entry.activity, loaders);
    } catch (error) {
      entry.error = String(error);
    }
    return entry;
  }
}

async function judgeProof(json, loaders) {
  if (!json.proof) return { present: false, verified: false };
  // A linked-data signature is put on after the proof, which therefore does not cover it.
  return { present: true, verified: (await verifyObject(Activity, detachSignature(json), loaders)) !== null };
}

function tombstone(id) {
  const body = { "@context": "https://www.w3.org/ns/activitystreams", id, type: "Tombstone" };
  return Response.json(body, { status: 410, headers: { "content-type": "application/activity+json" } });
}

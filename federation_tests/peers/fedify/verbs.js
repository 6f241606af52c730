// What an actor of this peer can do to a remote community, one function a verb. Each answers with what it sent.

import { Temporal } from "@js-temporal/polyfill";
import { Create, Delete, Follow, Like, Mention, Note, Page, PUBLIC_COLLECTION, Tombstone, Undo, Update } from "@fedify/fedify/vocab";

/** `POST /follow {actor}` */
export async function follow(peer, ctx, as, { actor }) {
  const target = await remoteActor(ctx, as, actor);
  const activity = new Follow({ id: peer.mint("follows"), actor: ctx.getActorUri(as), object: target.id, to: target.id });
  return send(peer, ctx, as, target, activity);
}

/** `POST /unfollow {actor, follow}`: `follow` is the URI that `/follow` answered with. */
export async function unfollow(peer, ctx, as, { actor, follow: uri }) {
  return undo(peer, ctx, as, actor, uri);
}

/** `POST /create {group, title?, content, inReplyTo?}`: a Page with a title, a Note without. */
export async function create(peer, ctx, as, { group, title, content, inReplyTo }) {
  const target = await remoteActor(ctx, as, group);
  const kind = title ? Page : Note;
  const object = new kind({
    ...addressing(ctx, as, target),
    id: peer.mint(title ? "pages" : "notes"),
    attribution: ctx.getActorUri(as),
    name: title,
    content,
    mediaType: "text/html",
    replyTarget: inReplyTo ? new URL(inReplyTo) : undefined,
    tags: [new Mention({ href: target.id, name: `@${target.preferredUsername}@${target.id.host}` })],
    published: Temporal.Now.instant(),
  });
  peer.posts.set(object.id.href, { object, group: target.id.href, deleted: false });
  const activity = new Create({ ...addressing(ctx, as, target), id: peer.mint("creates"), actor: ctx.getActorUri(as), object });
  return { ...(await send(peer, ctx, as, target, activity)), object: object.id.href };
}

/** `POST /update {object, title?, content?}` */
export async function update(peer, ctx, as, { object: uri, title, content }) {
  const post = ownPost(peer, uri);
  const target = await remoteActor(ctx, as, post.group);
  const changes = { updated: Temporal.Now.instant(), ...(title && { name: title }), ...(content && { content }) };
  post.object = post.object.clone(changes);
  const activity = new Update({
    ...addressing(ctx, as, target),
    id: peer.mint("updates"),
    actor: ctx.getActorUri(as),
    object: post.object,
  });
  return send(peer, ctx, as, target, activity);
}

/** `POST /delete {object}`: afterwards the object answers 410 with a Tombstone. */
export async function remove(peer, ctx, as, { object: uri }) {
  const post = ownPost(peer, uri);
  const target = await remoteActor(ctx, as, post.group);
  post.deleted = true;
  const activity = new Delete({
    ...addressing(ctx, as, target),
    id: peer.mint("deletes"),
    actor: ctx.getActorUri(as),
    object: new Tombstone({ id: new URL(uri) }),
  });
  return send(peer, ctx, as, target, activity);
}

/** `POST /like {object, group}` */
export async function like(peer, ctx, as, { object, group }) {
  const target = await remoteActor(ctx, as, group);
  const activity = new Like({
    ...addressing(ctx, as, target),
    id: peer.mint("likes"),
    actor: ctx.getActorUri(as),
    object: new URL(object),
  });
  return send(peer, ctx, as, target, activity);
}

/** `POST /unlike {like, group}`: `like` is the URI that `/like` answered with. */
export async function unlike(peer, ctx, as, { like: uri, group }) {
  return undo(peer, ctx, as, group, uri);
}

async function undo(peer, ctx, as, recipient, uri) {
  const activity = peer.sent.get(uri);
  if (!activity) throw Object.assign(new Error("nothing of that id was sent"), { status: 404 });
  const target = await remoteActor(ctx, as, recipient);
  const undone = new Undo({ ...addressing(ctx, as, target), id: peer.mint("undos"), actor: ctx.getActorUri(as), object: activity });
  return send(peer, ctx, as, target, undone);
}

async function send(peer, ctx, as, target, activity) {
  peer.sent.set(activity.id.href, activity);
  await ctx.sendActivity({ identifier: as }, target, activity, { immediate: true });
  return { id: activity.id.href };
}

async function remoteActor(ctx, as, uri) {
  if (!uri) throw Object.assign(new Error("the recipient's URI is missing"), { status: 400 });
  const documentLoader = await ctx.getDocumentLoader({ identifier: as });
  const actor = await ctx.lookupObject(uri, { documentLoader });
  if (!actor?.inboxId) throw Object.assign(new Error(`no actor at ${uri}`), { status: 422 });
  return actor;
}

function ownPost(peer, uri) {
  const post = peer.posts.get(uri);
  if (!post) throw Object.assign(new Error("no such post here"), { status: 404 });
  return post;
}

function addressing(ctx, as, target) {
  return { tos: [target.id, PUBLIC_COLLECTION], ccs: [ctx.getFollowersUri(as)], audience: target.id };
}

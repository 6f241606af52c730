// megalodon, on which Fedistar, Whalebird and others are built.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import generator from "megalodon";

import { eventually, northside, river, SEPSIS, threadPage } from "./ground.js";

const connect = generator.default ?? generator;
const client = (node, person) => connect("mastodon", node.origin, node.people[person].token);
const bo = client(river, "bo");
const nia = client(northside, "nia");
let sepsis;

before(async () => {
  sepsis = (await bo.search(`@${SEPSIS}`, { type: "accounts", resolve: true })).data.accounts[0];
  await bo.followAccount(sepsis.id);
  await eventually(async () => (await bo.getRelationship(sepsis.id)).data.following);
});

test("it recognizes the server", async () => {
  const { detector } = await import("megalodon");
  assert.equal(await detector(river.origin), "mastodon");
});

test("a question, an answer, and the state of both", async () => {
  const { data: posted } = await bo.postStatus(`@${SEPSIS} Asked with megalodon\n\nAnybody?`);
  const home = await eventually(async () => {
    const { data } = await nia.getPublicTimeline({ limit: 40 });
    return data.find((status) => status.content.includes("Asked with megalodon"));
  });
  assert.match(await threadPage("Asked with megalodon"), /Anybody\?/);
  const { data: answer } = await nia.postStatus("Here.", { in_reply_to_id: home.id });
  const context = await eventually(async () => {
    const { data } = await bo.getStatusContext(posted.id);
    return data.descendants.length ? data : undefined;
  });
  assert.match(context.descendants[0].plain_content ?? context.descendants[0].content, /Here\./);
  assert.equal((await bo.favouriteStatus(context.descendants[0].id)).data.favourited, true);
  await eventually(async () => (await nia.getStatus(answer.id)).data.favourites_count === 1);
  assert.equal((await bo.bookmarkStatus(posted.id)).data.bookmarked, true);
  assert.equal((await bo.getBookmarks()).data[0].id, posted.id);
  assert.equal((await bo.deleteStatus(posted.id)).status, 200);
});

test("what a home screen asks for", async () => {
  assert.equal((await bo.verifyAccountCredentials()).data.username, "bo");
  assert.equal((await bo.getInstance()).data.uri, river.domain);
  for (const call of [
    "getHomeTimeline", "getLocalTimeline", "getNotifications", "getLists", "getFilters", "getFollowRequests", "getMutes", "getBlocks",
    "getFavourites", "getBookmarks", "getInstanceCustomEmojis", "getInstanceAnnouncements", "getConversationTimeline", "getFollowedTags",
    "getFeaturedTags", "getScheduledStatuses", "getPreferences", "getDomainBlocks",
  ]) {
    assert.equal((await bo[call]()).status, 200, call);
  }
  assert.ok((await bo.getListTimeline(sepsis.id)).data.every((status) => status.reblog));
});

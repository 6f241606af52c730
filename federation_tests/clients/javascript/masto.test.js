// masto.js, on which Elk and Phanpy are built: two people of two organizations in one community.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createRestAPIClient, createStreamingAPIClient } from "masto";
import WebSocket from "ws";

import { eventually, northside, river, SEPSIS, threadPage } from "./ground.js";

const called = new Set();
const enough = 40;

/** A client that remembers which of its methods were called. */
function client(node, person) {
  const remembering = (value, path) =>
    new Proxy(value, {
      get: (target, key) => {
        const inner = Reflect.get(target, key);
        return typeof key === "symbol" || key === "then" ? inner : remembering(inner, [...path, key]);
      },
      apply: (target, self, args) => {
        const answer = Reflect.apply(target, undefined, args);
        if (path.at(-1) === "$select") return remembering(answer, path);
        called.add(path.join("."));
        return answer;
      },
    });
  return remembering(createRestAPIClient({ url: node.origin, accessToken: node.people[person].token }), []);
}

const dana = client(river, "dana");
const lee = client(northside, "lee");
let sepsis;

before(async () => {
  const found = await dana.v2.search.list({ q: `@${SEPSIS}`, resolve: true, type: "accounts" });
  sepsis = found.accounts[0];
  await dana.v1.accounts.$select(sepsis.id).follow();
  await eventually(async () => (await dana.v1.accounts.relationships.fetch({ id: [sepsis.id] }))[0].following);
});

const inHome = async (person, title) => {
  const home = await person.v1.timelines.home.list({ limit: 40 });
  return home.find((status) => status.reblog?.content.includes(title));
};

test("signed in, the server and oneself", async () => {
  assert.equal((await dana.v1.accounts.verifyCredentials()).username, "dana");
  const { configuration, domain } = await dana.v2.instance.fetch();
  assert.match(configuration.urls.streaming, /^ws/);
  assert.equal(domain, river.domain);
  assert.equal((await dana.v1.instance.fetch()).uri, river.domain);
  assert.equal((await dana.v1.preferences.fetch())["posting:default:visibility"], "public");
  assert.deepEqual(await dana.v1.announcements.list(), []);
  assert.deepEqual(await dana.v1.customEmojis.list(), []);
  assert.ok(Array.isArray(await dana.v1.instance.rules.list()));
  assert.ok(Array.isArray(await dana.v1.instance.peers.list()));
  assert.ok(Array.isArray(await dana.v1.instance.activity.list()));
});

test("a discussion from one organization to the other and back", async () => {
  const posted = await dana.v1.statuses.create({ status: `@${SEPSIS} Told with masto\n\nDoes it arrive?` });
  const seen = (await eventually(() => inHome(lee, "Told with masto"))).reblog;
  assert.match(await threadPage("Told with masto"), /Does it arrive\?/);
  const answer = await lee.v1.statuses.create({ status: "It does.", inReplyToId: seen.id });
  const context = await eventually(async () => {
    const context = await dana.v1.statuses.$select(posted.id).context.fetch();
    return context.descendants.length ? context : undefined;
  });
  assert.match(context.descendants[0].content, /It does\./);
  const there = context.descendants[0];
  assert.equal((await dana.v1.statuses.$select(there.id).favourite()).favourited, true);
  await eventually(async () => (await lee.v1.statuses.$select(answer.id).fetch()).favouritesCount === 1);
  assert.equal((await lee.v1.statuses.$select(answer.id).favouritedBy.list())[0].username, "dana");
  assert.equal((await dana.v1.statuses.$select(there.id).unfavourite()).favourited, false);
  assert.equal((await dana.v1.statuses.$select(posted.id).bookmark()).bookmarked, true);
  assert.equal((await dana.v1.bookmarks.list())[0].id, posted.id);
  assert.equal((await dana.v1.statuses.$select(posted.id).unbookmark()).bookmarked, false);
  assert.equal((await dana.v1.statuses.$select(there.id).reblog()).reblog.id, there.id);
  assert.equal((await dana.v1.statuses.$select(there.id).unreblog()).reblogged, false);
  const source = await dana.v1.statuses.$select(posted.id).source.fetch();
  await dana.v1.statuses.$select(posted.id).update({ status: `${source.text} It did.` });
  assert.equal((await dana.v1.statuses.$select(posted.id).history.list()).length, 2);
  await eventually(async () => (await lee.v1.statuses.$select(seen.id).fetch()).content.includes("It did."));
  await dana.v1.statuses.$select(posted.id).remove();
  await eventually(async () => !(await inHome(lee, "Told with masto")));
});

test("the community has a tab of its own", async () => {
  const lists = await dana.v1.lists.list();
  assert.ok(lists.some((list) => list.id === sepsis.id && list.title === "Sepsis care"));
  const tab = await dana.v1.timelines.list.$select(sepsis.id).list({ limit: 5 });
  assert.ok(tab.every((status) => status.reblog && status.account.group));
  const made = await dana.v1.lists.create({ title: "Wards" });
  await dana.v1.lists.$select(made.id).accounts.create({ accountIds: [sepsis.id] });
  assert.equal((await dana.v1.lists.$select(made.id).accounts.list())[0].id, sepsis.id);
  await dana.v1.lists.$select(made.id).remove();
});

test("timelines page", async () => {
  const pages = dana.v1.timelines.public.list({ limit: 1 }).values();
  const first = (await pages.next()).value;
  const second = (await pages.next()).value;
  if (second?.length) assert.ok(BigInt(second[0].id) < BigInt(first[0].id));
  await dana.v1.timelines.tag.$select("icu").list();
});

test("what somebody set up for themselves", async () => {
  const filter = await dana.v2.filters.create({ title: "Noise", context: ["home"], filterAction: "warn", keywordsAttributes: [{ keyword: "noise" }] });
  assert.equal((await dana.v2.filters.list()).length, 1);
  await dana.v2.filters.$select(filter.id).remove();
  await dana.v1.markers.create({ home: { lastReadId: sepsis.id } });
  assert.equal((await dana.v1.markers.fetch({ timeline: ["home"] })).home.lastReadId, sepsis.id);
  assert.equal((await dana.v1.tags.$select("icu").follow()).following, true);
  assert.equal((await dana.v1.followedTags.list())[0].name, "icu");
  await dana.v1.tags.$select("icu").unfollow();
  assert.ok(Array.isArray(await dana.v1.mutes.list()));
  assert.ok(Array.isArray(await dana.v1.blocks.list()));
  assert.ok(Array.isArray(await dana.v1.followRequests.list()));
  assert.ok(Array.isArray(await dana.v1.conversations.list()));
  assert.ok(Array.isArray(await dana.v1.trends.tags.list()));
  assert.ok(Array.isArray(await dana.v1.favourites.list()));
});

test("notifications, one by one and grouped", async () => {
  const posted = await dana.v1.statuses.create({ status: `@${SEPSIS} Ask me\n\nAnything.` });
  const seen = (await eventually(() => inHome(lee, "Ask me"))).reblog;
  await lee.v1.statuses.create({ status: "Something.", inReplyToId: seen.id });
  await eventually(async () => (await dana.v1.notifications.list({ types: ["mention"] })).some((one) => one.status.inReplyToId === posted.id));
  const grouped = await dana.v2.notifications.list();
  assert.ok(grouped.notificationGroups.length > 0 && grouped.accounts.length > 0);
  assert.equal((await dana.v2.notifications.policy.fetch()).forNotFollowing, "accept");
  assert.ok(Array.isArray(await dana.v1.notifications.requests.list()));
});

test("streams tell as it happens, many on one socket", async () => {
  const { configuration } = await dana.v2.instance.fetch();
  const streaming = createStreamingAPIClient({
    streamingApiUrl: `${configuration.urls.streaming}/api/v1/streaming`,
    accessToken: river.people.dana.token,
    implementation: WebSocket,
  });
  const seen = [];
  const listen = async (subscription) => {
    for await (const event of subscription) seen.push(event);
  };
  const user = streaming.user.subscribe();
  const list = streaming.list.subscribe({ list: sepsis.id });
  const listening = [listen(user), listen(list)];
  // What is published before both are heard of would be missed: publish until something comes.
  let number = 0;
  await eventually(async () => {
    number += 1;
    const title = `Streamed ${number}`;
    await lee.v1.statuses.create({ status: `@sepsis ${title}\n\nAt once.` });
    await eventually(() => inHome(dana, title));
    return ["user", "list"].every((name) =>
      seen.some((event) => event.event === "update" && event.stream[0] === name && event.payload.reblog),
    );
  });
  user.unsubscribe();
  list.unsubscribe();
  streaming.close();
  await Promise.allSettled(listening);
});

test(`at least ${enough} calls of the library were made`, (context) => {
  context.diagnostic(`${called.size} calls`);
  assert.ok(called.size >= enough, `only ${called.size}: ${[...called]}`);
});

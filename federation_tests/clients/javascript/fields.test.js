// Every entity, field by field, as it stands on the wire.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { expectEntity } from "./fields.js";
import { eventually, northside, river, SEPSIS } from "./ground.js";

const call = async (node, person, method, path, body) => {
  const headers = person ? { authorization: `Bearer ${node.people[person].token}` } : {};
  if (body) headers["content-type"] = "application/json";
  const response = await fetch(node.origin + path, { method, headers, body: body && JSON.stringify(body) });
  return { status: response.status, headers: response.headers, json: await response.json() };
};
const get = async (node, person, path) => {
  const { status, json } = await call(node, person, "GET", path);
  assert.equal(status, 200, `${path}: ${JSON.stringify(json)}`);
  return json;
};
const post = async (node, person, path, body = {}) => (await call(node, person, "POST", path, body)).json;

let thread;
before(async () => {
  const { accounts } = await get(river, "dana", `/api/v2/search?resolve=true&type=accounts&q=@${SEPSIS}`);
  await post(river, "dana", `/api/v1/accounts/${accounts[0].id}/follow`);
  await eventually(async () => (await get(river, "dana", `/api/v1/accounts/relationships?id[]=${accounts[0].id}`))[0].following);
  thread = await post(river, "dana", "/api/v1/statuses", { status: `@${SEPSIS} Field by field\n\nWith #tags and https://example.org/.` });
  await eventually(async () => (await get(river, "dana", "/api/v1/timelines/home")).some((entry) => entry.reblog?.id === thread.id));
});

test("an account, one's own and a community", async () => {
  expectEntity("ownAccount", await get(river, "dana", "/api/v1/accounts/verify_credentials"));
  const community = await get(river, "dana", `/api/v1/accounts/lookup?acct=${SEPSIS}`);
  expectEntity("account", community);
  assert.equal(community.group, true);
  for (const relationship of await get(river, "dana", `/api/v1/accounts/relationships?id[]=${community.id}`)) {
    expectEntity("relationship", relationship);
  }
});

test("a status, wherever it stands", async () => {
  expectEntity("status", thread);
  const reply = await post(river, "dana", "/api/v1/statuses", { status: "And more.", in_reply_to_id: thread.id });
  expectEntity("status", reply);
  const { ancestors, descendants } = await get(river, "dana", `/api/v1/statuses/${thread.id}/context`);
  for (const path of ["home", "public", "tag/tags"]) {
    const statuses = await get(river, "dana", `/api/v1/timelines/${path}?limit=5`);
    assert.ok(statuses.length > 0, path);
    [...statuses, ...ancestors, ...descendants].forEach((status) => expectEntity("status", status));
  }
});

test("lists and markers", async () => {
  const lists = await get(river, "dana", "/api/v1/lists");
  assert.ok(lists.length > 0);
  lists.forEach((list) => expectEntity("list", list));
  const markers = await post(river, "dana", "/api/v1/markers", { home: { last_read_id: thread.id } });
  expectEntity("marker", markers.home);
});

test("a notification", async () => {
  const seen = await eventually(async () => (await get(northside, "lee", "/api/v1/timelines/public")).find((status) => status.uri === thread.uri));
  await post(northside, "lee", `/api/v1/statuses/${seen.id}/favourite`);
  const notifications = await eventually(async () => {
    const told = await get(river, "dana", "/api/v1/notifications");
    return told.some((notification) => notification.type === "favourite") ? told : undefined;
  });
  notifications.forEach((notification) => expectEntity("notification", notification));
});

test("the server, for somebody without a token", async () => {
  expectEntity("instanceV1", await get(river, undefined, "/api/v1/instance"));
  expectEntity("instanceV2", await get(river, undefined, "/api/v2/instance"));
});

test("a refusal is JSON with one sentence, whatever was asked", async () => {
  for (const [person, method, path, status] of [
    ["dana", "GET", "/api/v1/statuses/1", 404],
    ["dana", "GET", "/api/v1/statuses/x", 404],
    ["dana", "GET", "/api/v1/nothing/here", 404],
    [undefined, "GET", "/api/v1/timelines/home", 401],
    ["dana", "POST", "/api/v1/statuses", 422],
    ["dana", "PUT", "/api/v1/timelines/home", 404],
  ]) {
    const answer = await call(river, person, method, path, method === "GET" ? undefined : {});
    assert.equal(answer.status, status, `${method} ${path}`);
    assert.equal(typeof answer.json.error, "string");
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  }
});

test("who asks is told how much more they may", async () => {
  const { headers } = await call(river, "dana", "GET", "/api/v1/timelines/home?limit=1");
  for (const name of ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"]) {
    assert.ok(headers.get(name), name);
    assert.ok(headers.get("access-control-expose-headers").toLowerCase().includes(name));
  }
  assert.match(headers.get("link"), /rel="next".*rel="prev"/);
});

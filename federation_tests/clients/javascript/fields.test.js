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

/** A picture of one pixel. */
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

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

test("a file, before and after it is posted", async () => {
  const form = new FormData();
  form.set("file", new Blob([PNG], { type: "image/png" }), "chart.png");
  form.set("description", "A chart");
  const headers = { authorization: `Bearer ${river.people.dana.token}` };
  const response = await fetch(`${river.origin}/api/v2/media`, { method: "POST", headers, body: form });
  assert.ok([200, 202].includes(response.status));
  const file = await response.json();
  expectEntity("media", file);
  expectEntity("media", await get(river, "dana", `/api/v1/media/${file.id}`));
  const said = { status: `@${SEPSIS} With a file\n\nBelow.`, media_ids: [file.id] };
  const posted = await post(river, "dana", "/api/v1/statuses", said);
  expectEntity("status", posted);
  assert.deepEqual(posted.media_attachments.map(({ type, description }) => [type, description]), [["image", "A chart"]]);
  const there = await eventually(async () => {
    const statuses = await get(northside, "lee", "/api/v1/timelines/public");
    return statuses.find(({ uri }) => uri === posted.uri);
  });
  expectEntity("status", there);
  assert.equal(there.media_attachments[0].description, "A chart");
});

test("preferences, an app and its token", async () => {
  expectEntity("preferences", await get(river, "dana", "/api/v1/preferences"));
  const asked = { client_name: "Fields", redirect_uris: "urn:ietf:wg:oauth:2.0:oob", scopes: "read" };
  const app = await post(river, undefined, "/api/v1/apps", asked);
  expectEntity("app", app);
  const credentials = { client_id: app.client_id, client_secret: app.client_secret };
  expectEntity("token", await post(river, undefined, "/oauth/token", { grant_type: "client_credentials", ...credentials }));
});

test("lists and markers", async () => {
  const lists = await get(river, "dana", "/api/v1/lists");
  assert.ok(lists.length > 0);
  lists.forEach((list) => expectEntity("list", list));
  await post(river, "dana", "/api/v1/markers", { notifications: { last_read_id: thread.id } });
  const { notifications } = await get(river, "dana", "/api/v1/markers?timeline[]=notifications");
  expectEntity("marker", notifications);
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

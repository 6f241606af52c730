// Two instances of the peer talk to each other, so that a failure in Moothall's tests is not this program's.

import "./loopback.js";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";

let here;
let there;

before(async () => {
  [here, there] = await Promise.all([start("alice,bob"), start("community")]);
});
after(() => [here, there].forEach((peer) => peer?.stop()));

async function start(actors) {
  const args = [new URL("peer.js", import.meta.url).pathname, "--host", "fedify.localhost", "--actors", actors];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(createInterface(child.stdout), "line");
  const addresses = JSON.parse(line);
  const call = async (method, path, body) => {
    const response = await fetch(new URL(path, addresses.control), { method, body: body && JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
  return { ...addresses, call, stop: () => child.stdin.end() };
}

async function receivedBy(peer) {
  return (await peer.call("GET", "/received")).body;
}

for (const scheme of ["draft-cavage", "rfc9421"]) {
  test(`everything an actor does arrives verified, signed with ${scheme}`, async () => {
    const group = there.actors.community;
    await there.call("DELETE", "/received");
    const say = async (verb, body) => {
      const { status, body: answer } = await here.call("POST", verb, { scheme, ...body });
      assert.equal(status, 200, JSON.stringify(answer));
      const posts = answer.knocks.filter((knock) => knock.method === "POST");
      assert.deepEqual(posts.map((knock) => [knock.scheme, knock.status]), [[scheme, 202]]);
      return answer;
    };

    const follow = await say("/follow", { actor: group });
    const post = await say("/create", { group, title: "Rounds", content: "<p>Two questions.</p>" });
    const reply = await say("/create", { as: "bob", group, content: "<p>An answer.</p>", inReplyTo: post.object });
    await say("/update", { object: post.object, content: "<p>Three questions.</p>" });
    const like = await say("/like", { group, object: reply.object });
    await say("/unlike", { group, like: like.id });
    await say("/delete", { as: "bob", object: reply.object });
    await say("/unfollow", { actor: group, follow: follow.id });

    const received = await receivedBy(there);
    assert.deepEqual(
      received.map(({ activity }) => activity.type),
      ["Follow", "Create", "Create", "Update", "Like", "Undo", "Delete", "Undo"],
    );
    for (const { http, proof, status } of received) {
      assert.equal(status, 202);
      assert.deepEqual([http.scheme, http.verified], [scheme, true]);
      assert.deepEqual(proof, { present: true, verified: true });
    }
    const accepts = (await receivedBy(here)).filter(({ activity }) => activity.type === "Accept");
    assert.equal(accepts.at(-1).http.verified, true);
    assert.equal((await fetch(reply.object)).status, 410);
  });
}

test("a remote object is fetched signed and read", async () => {
  const { body } = await there.call("GET", `/lookup?scheme=rfc9421&uri=${encodeURIComponent(here.actors.alice)}`);
  assert.equal(body.type, "Person");
  assert.equal(body.id, here.actors.alice);
  assert.deepEqual(body.knocks.map((knock) => [knock.method, knock.scheme, knock.status]), [["GET", "rfc9421", 200]]);
});

test("a signature over another actor's activity is not accepted", async () => {
  const activity = {
    "@context": "https://www.w3.org/ns/activitystreams",
    id: "http://other.localhost/likes/1",
    type: "Like",
    actor: there.actors.community,
    object: here.actors.alice,
  };
  const { body } = await here.call("POST", "/deliver", { activity, inbox: `${there.origin}/inbox`, as: "alice" });
  assert.equal(body.status, 401);
  const seen = (await receivedBy(there)).at(-1);
  assert.equal(seen.http.verified, true, "the signature itself is good");
  assert.equal(seen.status, 401);
});

test("an unsigned activity is recorded as unsigned", async () => {
  const response = await fetch(`${there.origin}/inbox`, {
    method: "POST",
    headers: { "content-type": "application/activity+json" },
    body: JSON.stringify({ "@context": "https://www.w3.org/ns/activitystreams", type: "Like", id: "http://x.localhost/1", actor: here.actors.alice }),
  });
  assert.equal(response.status, 401);
  assert.deepEqual((await receivedBy(there)).at(-1).http, { scheme: null, verified: false });
});

// The two organizations that `two_nodes.js` has started, and waiting for one to hear of the other.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";

const HEARD_WITHIN_MS = 20_000;

/** `{password, nodes: {northside: {origin, domain, people: {lee: {token}}}}}` */
export const ground = JSON.parse(await readFile(process.env.MOOTHALL_CLIENTS, "utf8"));
export const { northside, river } = ground.nodes;

/** The community of Northside as others name it. */
export const SEPSIS = `sepsis@${northside.domain}`;

/** What `question` answers once it answers anything; fails when the other organization does not hear in time. */
export async function eventually(question) {
  const deadline = Date.now() + HEARD_WITHIN_MS;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    assert.ok(Date.now() < deadline, `nobody heard of it: ${question}`);
    await setTimeout(50);
  }
}

/** The page of the discussion with this title at Northside, as a visitor gets it from the community's list. */
export async function threadPage(title) {
  const topics = await page(`${northside.origin}/c/sepsis/topics`);
  const words = title.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const link = topics.match(new RegExp(`<a href="([^"]+)"[^>]*>${words}</a>`));
  return link ? page(new URL(link[1], northside.origin)) : "";
}

async function page(address) {
  const response = await fetch(address, { headers: { accept: "text/html" } });
  assert.equal(response.status, 200, `${address}`);
  return response.text();
}

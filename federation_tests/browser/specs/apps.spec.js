// A web client in a real browser, on an origin of its own: signing in through a window, a timeline, signing out.

import { expect, test } from "@playwright/test";
import { createServer } from "node:http";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { organizations } from "../harness/demo.js";
import { PASSWORD } from "../harness/people.js";

const pages = {
  "/": ["index.html", "text/html"],
  "/app.js": ["app.js", "text/javascript"],
  "/back.html": ["back.html", "text/html"],
  "/back.js": ["back.js", "text/javascript"],
};

let client;
let server;

test.beforeAll(async () => {
  server = createServer(async (request, response) => {
    const [file, type] = pages[new URL(request.url, "http://app.localhost").pathname] ?? [];
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": type }).end(await readFile(new URL(`../app/${file}`, import.meta.url)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  client = `http://app.localhost:${server.address().port}/?server=${organizations.river}`;
});

test.afterAll(() => server.close());

/** Opens the client's window, signs in there, and answers with it. */
async function signInThrough(page) {
  await page.goto(client);
  const opened = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Sign in" }).click();
  const popup = await opened;
  await popup.getByLabel(/handle|email/i).fill("dana");
  await popup.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await popup.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(popup.getByRole("heading", { level: 1 })).toContainText("A web client");
  return popup;
}

/** Presses the button with which the person decides; the window goes. */
async function decide(popup, decision) {
  const closed = popup.waitForEvent("close");
  await popup.locator(`button[name=decision][value=${decision}]`).click();
  await closed;
}

test("somebody signs in to a web client of another origin, reads, and signs out", async ({ page }) => {
  const popup = await signInThrough(page);
  await expect(popup.getByText("@dana@river.localhost:8402")).toBeVisible();
  await decide(popup, "allow");

  const told = page.getByRole("status");
  await expect(told).toHaveText("Signed in as dana");
  const posts = page.getByRole("listitem");
  await expect(posts).toHaveCount(2);
  await expect(posts.first()).toContainText("@");
  await page.getByRole("button", { name: "Older" }).click();
  await expect(told).toHaveText("4 posts");
  expect(new Set(await posts.allTextContents()).size, "each is another").toBe(4);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(told).toHaveText("Signed out: 401");
});

test("somebody who denies gives the client nothing", async ({ page }) => {
  await decide(await signInThrough(page), "deny");
  await expect(page.getByRole("status")).toHaveText("Failed: access_denied");
});

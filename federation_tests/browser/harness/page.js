// What every spec needs: signing in, looking at a page with axe, keeping a picture of it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "@playwright/test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Signs a person in on the page of their own organization, through the form. */
export async function signIn(page, origin, { handle, password }) {
  await page.goto(new URL("/sign-in", origin).href);
  await page.getByLabel(/handle|email/i).fill(handle);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/**
 * The page as it stands: nothing serious that axe can see, nothing wider than the window, and a picture in
 * `out/screenshots/{project}/{name}.png`.
 */
export async function expectPresentable(page, testInfo, name) {
  await page.screenshot({ path: `out/screenshots/${testInfo.project.name}/${name}.png`, fullPage: true });
  const mayRunScripts = testInfo.project.use.javaScriptEnabled;
  expect(await seriousFindings(page, mayRunScripts), `what axe finds on ${page.url()}`).toEqual([]);
  const [content, view] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content, "nothing reaches out of the window sideways").toBeLessThanOrEqual(view);
}

/**
 * Findings of axe with impact serious or critical. A page without JavaScript is looked at in a twin that may run
 * scripts, because axe is one: the same markup, with the page's own scripts taken out.
 */
async function seriousFindings(page, mayRunScripts) {
  if (mayRunScripts) return runAxe(page);
  const context = await page.context().browser().newContext({
    javaScriptEnabled: true,
    viewport: page.viewportSize(),
    storageState: await page.context().storageState(),
  });
  try {
    const twin = await context.newPage();
    const url = page.url();
    const markup = await page.content();
    const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": "script-src 'none'" };
    await twin.route(url, (route) => route.fulfill({ body: markup, headers }));
    await twin.goto(url);
    return await runAxe(twin);
  } finally {
    await context.close();
  }
}

async function runAxe(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run({ runOnly: tags }), WCAG);
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, help, nodes }) => `${id}: ${help} at ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

// Looking at a page as a reader would, and with axe.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "@playwright/test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Goes to the page behind the link with this name in a list. */
export async function openFromList(page, list, name) {
  await page.goto(list);
  await page.goto(await page.getByRole("main").getByRole("link", { name }).first().evaluate((link) => link.href));
}

/**
 * The page as it stands: one heading of the first rank, nothing wider than the window, nothing serious that axe can see,
 * and a picture in `out/screenshots/{project}/{name}.png`.
 *
 * Without JavaScript axe cannot run; the markup is the same as with it.
 */
export async function expectPresentable(page, testInfo, name) {
  const { name: project, metadata } = testInfo.project;
  await page.screenshot({ path: `out/screenshots/${project}/${name}.png`, fullPage: true });
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  const [content, view] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content, "nothing reaches out of the window sideways").toBeLessThanOrEqual(view);
  if (metadata.axe) expect(await seriousFindings(page), `what axe finds on ${page.url()}`).toEqual([]);
}

async function seriousFindings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (tags) => globalThis.axe.run({ runOnly: tags, resultTypes: ["violations"] }),
    WCAG,
  );
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, help, nodes }) => `${id}: ${help} at ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

// What people do on pages, and what they see of it elsewhere.

import { expect } from "@playwright/test";
import { openFromList } from "./page.js";
import { pageOf } from "./people.js";

/** What the page says about the last action. */
export const notice = (page) => page.getByRole("main").getByRole("status").first();

/** Presses the first button of this name in the page's content. */
export async function press(page, name) {
  await page.getByRole("main").getByRole("button", { name, exact: true }).first().click();
}

/** Writes a reply in the form under a thread, and sends it. */
export async function replyTo(page, words) {
  await page.getByLabel("Your reply").fill(words);
  await page.locator("#reply").getByRole("button", { name: "Reply", exact: true }).click();
}

/** A visitor finds the words in a thread of the list, as soon as they have travelled. */
export async function seenAt(browser, list, thread, words) {
  const reader = await pageOf(browser);
  await expect(async () => {
    await openFromList(reader, list, thread);
    await expect(reader.getByText(words).first()).toBeVisible({ timeout: 500 });
  }).toPass();
  await reader.context().close();
}

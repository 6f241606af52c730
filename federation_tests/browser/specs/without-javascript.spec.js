// The same without a script.

import { expect, test } from "@playwright/test";
import { organizations } from "../harness/demo.js";
import { openFromList } from "../harness/page.js";
import { beginAs } from "../harness/people.js";
import { press, replyTo, seenAt } from "../harness/verbs.js";

const { northside, lakeside } = organizations;

test.describe("somebody without JavaScript", () => {
  beginAs("kim");

  test("previews a reply, sends it, and it is read at Northside", async ({ page, browser }) => {
    await openFromList(page, `${lakeside}/c/sepsis@northside.localhost:8401/topics`, /Within the hour/);
    const words = "We count from the first set of numbers that somebody wrote down.";
    await page.getByLabel("Your reply").fill(words);
    await press(page, "Preview");
    await expect(page.locator("#preview")).toContainText(words);
    await replyTo(page, words);
    await expect(page.getByRole("article").filter({ hasText: words })).toBeVisible();
    await seenAt(browser, `${northside}/c/sepsis/topics`, /Within the hour/, words);
  });
});

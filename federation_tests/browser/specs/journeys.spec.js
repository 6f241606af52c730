// What people do, from one organization to the other.

import { expect, test } from "@playwright/test";
import { organizations } from "../harness/demo.js";
import { openFromList } from "../harness/page.js";
import { PASSWORD, beginAs, homeOf, pageOf, signIn } from "../harness/people.js";
import { notice, press, replyTo, seenAt } from "../harness/verbs.js";

const { northside, river, lakeside } = organizations;
const onLakeside = `${lakeside}/c/sepsis@northside.localhost:8401`;
const onRiver = `${river}/c/sepsis@northside.localhost:8401`;
const onNorthside = `${northside}/c/sepsis`;

test("a reply from Lakeside is sent, published, and read at Northside and River", async ({ page, browser }) => {
  await signIn(page, "kim");
  await page.getByRole("main").getByRole("link", { name: /Sepsis care/ }).first().click();
  await page.getByRole("main").getByRole("link", { name: /Night shift/ }).first().click();
  const words = "The charge nurse first, and the registrar while I walk.";
  await replyTo(page, words);
  await expect(notice(page)).toContainText(/Sent|Published/);
  const reply = page.getByRole("article").filter({ hasText: words });
  await expect(async () => {
    await page.reload();
    await expect(reply.locator(".delivery")).toHaveText("Published", { timeout: 500 });
  }).toPass();
  for (const community of [onNorthside, onRiver]) await seenAt(browser, `${community}/topics`, /Night shift/, words);
});

test.describe("somebody from River", () => {
  beginAs("dana");

  test("begins a discussion, corrects it, is thanked for it, and deletes it", async ({ page, browser }) => {
    const title = "Which ward would lend us a quiet hour?";
    await page.goto(`${onRiver}/new?kind=discussion`);
    await page.getByLabel("Title").fill(title);
    await page.getByLabel("Text", { exact: true }).fill("Third-year students, one afternoon in May.");
    await press(page, "Publish");
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    const address = page.url();

    await page.goto(`${address}/edit`);
    await page.getByLabel("Text", { exact: true }).fill("Third-year students, one afternoon in **June**.");
    await press(page, "Save");
    await expect(page.getByText("one afternoon in June")).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: /^edited/ })).toBeVisible();

    await seenAt(browser, `${onNorthside}/topics`, title, "one afternoon in June");
    const reader = await pageOf(browser, "lee");
    await openFromList(reader, `${onNorthside}/topics`, title);
    await press(reader, "Thanks");
    await expect(reader.getByRole("button", { name: "Thanks 1" })).toHaveAttribute("aria-pressed", "true");
    await expect(async () => {
      await page.goto(address);
      await expect(page.locator(".opening .act").first()).toContainText("1", { timeout: 500 });
    }).toPass();

    await page.goto(`${address}/delete`);
    await expect(page.getByRole("heading", { name: "Delete this post?" })).toBeVisible();
    await press(page, "Delete");
    await expect(notice(page)).toHaveText("Deleted.");
    await expect(async () => {
      await reader.goto(`${onNorthside}/topics`);
      await expect(reader.getByRole("link", { name: title })).toHaveCount(0, { timeout: 500 });
    }).toPass();
    await reader.context().close();
  });
});

test.describe("somebody new at Northside", () => {
  beginAs("nia");

  test("follows a community of another organization by its handle", async ({ page }) => {
    await page.goto(northside);
    await page.getByRole("banner").getByRole("searchbox").fill("@simulation@river.localhost:8402");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Simulation teaching" })).toBeVisible();
    const following = page.getByText("Following", { exact: true });
    if (await following.isVisible()) {
      await press(page, "Unfollow");
      await expect(notice(page)).toHaveText("You follow this community no longer.");
    }
    await press(page, "Follow");
    await expect(async () => {
      await page.reload();
      await expect(following).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.goto(northside);
    await expect(page.getByRole("main").getByRole("link", { name: /Simulation teaching/ }).first()).toBeVisible();
  });
});

test.describe("a moderator", () => {
  beginAs("lee");

  test("removes a post with a reason that Lakeside reads in the log, and restores it", async ({ page, browser }) => {
    await openFromList(page, `${onNorthside}/topics`, /Case clinic/);
    const address = page.url();
    await page.goto(`${address}/remove`);
    const reason = "The date and the ward together say who it was";
    await page.getByLabel("Reason").fill(reason);
    await press(page, "Remove");
    await expect(notice(page)).toContainText("Removed.");
    const reader = await pageOf(browser);
    await expect(async () => {
      await reader.goto(`${onLakeside}/log`);
      await expect(reader.getByText(reason)).toBeVisible({ timeout: 500 });
    }).toPass();

    await page.goto(address);
    await page.locator(".opening details.menu summary").click();
    await press(page, "Restore");
    await expect(notice(page)).toHaveText("Restored.");
    await seenAt(browser, `${onLakeside}/topics`, /Case clinic/, "one case");
    await reader.context().close();
  });
});

test("settings: the language, the colours, and a password that ends other sessions", async ({ page, browser }) => {
  await signIn(page, "sue");
  const elsewhere = await (await browser.newContext()).newPage();
  await signIn(elsewhere, "sue");

  await page.goto(`${homeOf("sue")}/settings/appearance`);
  await page.getByLabel("Dark").check();
  await page.getByLabel("Language of the interface").selectOption({ label: "Deutsch" });
  await press(page, "Save");
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("heading", { level: 1, name: "Darstellung und Sprache" })).toBeVisible();
  await page.locator("select[name=locale]").selectOption({ label: "English" });
  await page.locator("input[name=theme][value=system]").check();
  await press(page, "Speichern");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");

  const changed = "a sentence nobody guesses";
  await changePassword(page, PASSWORD, changed);
  await elsewhere.goto(`${homeOf("sue")}/notifications`);
  await expect(elsewhere).toHaveURL(/sign-in/);
  await changePassword(page, changed, PASSWORD);
  await elsewhere.context().close();
});

async function changePassword(page, from, to) {
  await page.goto(`${homeOf("sue")}/settings/account`);
  const form = page.getByRole("region", { name: "Password" });
  await form.getByLabel("Current password").fill(from);
  await form.getByLabel("New password", { exact: true }).fill(to);
  await form.getByLabel("New password, once more").fill(to);
  await form.getByRole("button", { name: "Change password" }).click();
  await expect(notice(page)).toContainText("Your password is changed.");
}

test.describe("somebody who uses the keyboard alone", () => {
  beginAs("nia");

  test("skips to the content, searches, opens a thread, and replies", async ({ page }) => {
    await page.goto(northside);
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();

    await page.goto(northside);
    await tabTo(page, page.getByRole("banner").getByRole("searchbox"));
    await page.keyboard.type("sepsis");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/explore/);
    for (const name of ["Sepsis care", /Who repeats lactate/]) {
      await tabTo(page, page.getByRole("main").getByRole("link", { name }).first());
      await page.keyboard.press("Enter");
    }
    const field = page.getByLabel("Your reply");
    await tabTo(page, field);
    const words = "Our timer is red and nobody has lost it yet.";
    await page.keyboard.type(words);
    await tabTo(page, page.getByRole("button", { name: "Reply", exact: true }));
    await page.keyboard.press("Enter");
    await expect(page.getByRole("article").filter({ hasText: words })).toBeVisible();
  });
});

async function tabTo(page, target) {
  await expect(target).toBeVisible();
  const focused = () => target.evaluate((element) => element === document.activeElement);
  for (let steps = 0; steps < 120 && !(await focused()); steps++) await page.keyboard.press("Tab");
  await expect(target).toBeFocused();
}

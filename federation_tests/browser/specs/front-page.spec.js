import { expect, test } from "@playwright/test";
import { organizations } from "../harness/demo.js";
import { expectPresentable } from "../harness/page.js";

test("the front page answers and is presentable", async ({ page }, testInfo) => {
  const response = await page.goto(organizations.northside);
  expect(response.status()).toBe(200);
  await expect(page.getByRole("main")).toBeVisible();
  await expectPresentable(page, testInfo, "front-page");
});

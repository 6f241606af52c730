// The people of the demo. Each signs in once for the whole run; the specs go on where that left them.

import { expect, test } from "@playwright/test";
import { organizations } from "./demo.js";

export const PASSWORD = "demo-password";

const homes = {
  lee: organizations.northside,
  amir: organizations.northside,
  sue: organizations.northside,
  nia: organizations.northside,
  dana: organizations.river,
  bo: organizations.river,
  kim: organizations.lakeside,
  cleo: organizations.lakeside,
};

/** Who is signed in before the first spec. The others stay free for specs that sign people in and out. */
export const signedIn = ["lee", "amir", "nia", "dana", "kim"];

/** Where somebody has their account. */
export const homeOf = (who) => homes[who];

/** Where the cookies of somebody who is signed in are kept. */
export const stateOf = (who) => `out/people/${who}.json`;

/** Signs a person in on the page of their own organization, through the form. */
export async function signIn(page, who, password = PASSWORD) {
  await page.goto(`${homeOf(who)}/sign-in`);
  await page.getByLabel(/handle|email/i).fill(who);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** A page in a browser of its own, where somebody is signed in; without a name, where nobody is. */
export async function pageOf(browser, who) {
  const context = await browser.newContext({ storageState: who ? stateOf(who) : undefined });
  return context.newPage();
}

/** Lets the tests that follow in this block be about somebody who is signed in, or about a visitor. */
export function beginAs(who) {
  test.use({ storageState: who ? stateOf(who) : { cookies: [], origins: [] } });
}

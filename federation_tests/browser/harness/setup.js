// Before the first spec: the demo runs, people are signed in, and a report waits for the moderators.

import { chromium } from "@playwright/test";
import { organizations, startDemo } from "./demo.js";
import { signIn, signedIn, stateOf } from "./people.js";
import { openFromList } from "./page.js";

export default async function setUp(config) {
  const stop = await startDemo();
  const browser = await chromium.launch(config.projects[0].use.launchOptions);
  try {
    for (const who of signedIn) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await signIn(page, who);
      if (who === "nia") await reportAPost(page);
      await context.storageState({ path: stateOf(who) });
      await context.close();
    }
  } catch (error) {
    await stop();
    throw error;
  } finally {
    await browser.close();
  }
  return stop;
}

async function reportAPost(page) {
  await openFromList(page, `${organizations.northside}/c/sepsis/topics`, /Who repeats lactate/);
  await page.goto(`${page.url()}/report`);
  await page.getByLabel("Reveals something about a patient").check();
  await page.getByLabel("Anything the moderators should know?").fill("The date and the ward together say who it was.");
  await page.getByRole("button", { name: "Send report" }).click();
}

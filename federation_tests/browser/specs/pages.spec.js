// Every page, as a visitor, a person, a moderator and an administrator see it.

import { expect, test } from "@playwright/test";
import { organizations } from "../harness/demo.js";
import { expectPresentable, openFromList } from "../harness/page.js";
import { pageOf } from "../harness/people.js";
import { press } from "../harness/verbs.js";

const { northside, river, lakeside } = organizations;
const topics = `${northside}/c/sepsis/topics`;
const library = `${northside}/c/sepsis/library`;
const elsewhere = `${lakeside}/c/sepsis@northside.localhost:8401`;
const found = (handle) => `/explore?q=${encodeURIComponent(handle)}`;

/** A page by its address. */
const at = (address, status = 200) => async (page) => {
  const response = await page.goto(address);
  expect(response.status(), address).toBe(status);
};

/** A page behind the link with this name in a list; `rest` is added to its address. */
const behind = (list, name, rest = "") => async (page) => {
  await openFromList(page, list, name);
  if (rest) await at(page.url() + rest)(page);
};

/** A page after something was done on it. */
const after = (open, act) => async (page) => {
  await open(page);
  await act(page);
};

const text = (page) => page.getByLabel("Text", { exact: true });

const visitor = {
  front: at(northside),
  about: at(`${northside}/about`),
  "sign-in": at(`${northside}/sign-in`),
  "sign-in-problem": after(at(`${northside}/sign-in`), async (page) => {
    await page.getByLabel(/handle|email/i).fill("nobody-of-this-name");
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await press(page, "Sign in");
    await expect(page.getByRole("alert")).toBeVisible();
  }),
  "sign-up": at(`${northside}/sign-up`),
  explore: at(`${river}/explore`),
  "explore-words": at(`${river}/explore?q=sepsis`),
  "explore-nothing": at(`${river}/explore?q=beekeeping`),
  "explore-known-handle": after(at(northside + found("@simulation@river.localhost:8402")), (page) =>
    expect(page.getByRole("heading", { level: 1, name: "Simulation teaching" })).toBeVisible(),
  ),
  "explore-unknown-handle": at(northside + found("@midwives@coast.localhost:8499")),
  community: at(`${northside}/c/sepsis`),
  "community-elsewhere": at(elsewhere),
  topics: at(topics),
  "topics-with-tag": at(`${topics}?tag=lactate`),
  library: at(library),
  "library-filtered": at(`${library}?kind=template`),
  people: at(`${northside}/c/sepsis/people`),
  log: at(`${northside}/c/sepsis/log`),
  thread: behind(topics, /Who repeats lactate/),
  "thread-in-german": behind(`${elsewhere}/topics`, /Wie erklären Sie/),
  resource: behind(library, /Screening tool/),
  "resource-elsewhere": behind(`${elsewhere}/library`, /Screening tool/),
  versions: behind(library, /Screening tool/, "/versions"),
  "version-one": behind(library, /Screening tool/, "/versions/1"),
  difference: behind(library, /Screening tool/, "/diff?from=1&to=3"),
  history: behind(topics, /Within the hour/, "/history"),
  profile: at(`${northside}/u/lee`),
  tag: at(`${northside}/tags/lactate`),
  "tag-unused": at(`${northside}/tags/beekeeping`),
  "profile-elsewhere": at(`${northside}/u/dana@river.localhost:8402`),
  "appearance-of-a-visitor": at(`${northside}/settings/appearance`),
  "programming-interface": at(`${northside}/about/api`),
  "not-found": at(`${northside}/c/no-such-community`, 404),
};

const person = {
  home: at(lakeside),
  "community-followed": at(elsewhere),
  "topics-unread": at(`${elsewhere}/topics?filter=unread`),
  "topics-mine": at(`${elsewhere}/topics?filter=mine`),
  "thread-with-reply-form": behind(`${elsewhere}/topics`, /Night shift/),
  "resource-with-reply-form": behind(`${elsewhere}/library`, /First hour/),
  "menu-open": after(at(lakeside), (page) => page.getByRole("banner").locator("summary").click()),
  "compose-discussion": at(`${elsewhere}/new?kind=discussion`),
  "compose-resource": at(`${elsewhere}/new?kind=resource`),
  "compose-preview": after(at(`${elsewhere}/new?kind=discussion`), async (page) => {
    await page.getByLabel("Title").fill("What hangs above your resuscitation trolley?");
    await text(page).fill("We have **three** posters:\n\n- one from 2019\n- one in capitals\n- one that helps");
    await press(page, "Preview");
    await expect(page.locator("#preview").getByText("one that helps")).toBeVisible();
  }),
  "compose-problem": after(at(`${elsewhere}/new?kind=discussion`), async (page) => {
    await page.getByLabel("Title").fill(" ");
    await text(page).fill("A text without a title.");
    await press(page, "Publish");
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(text(page)).toHaveValue("A text without a title.");
  }),
  "explore-offer": after(at(lakeside + found("@midwives@coast.localhost:8499")), (page) =>
    expect(page.getByRole("main").locator("form.callout").getByRole("button")).toBeVisible(),
  ),
  "own-profile": at(`${lakeside}/u/kim`),
  notifications: at(`${lakeside}/notifications`),
  "report-a-post": behind(`${elsewhere}/topics`, /Case clinic/, "/report"),
  "settings-profile": at(`${lakeside}/settings/profile`),
  "settings-account": at(`${lakeside}/settings/account`),
  "settings-sessions": at(`${lakeside}/settings/sessions`),
  authorize: after(at(lakeside), async (page) => {
    const app = await page.evaluate(async () => {
      const body = new URLSearchParams({
        client_name: "Rota board",
        redirect_uris: "urn:ietf:wg:oauth:2.0:oob",
        scopes: "read write:statuses push",
      });
      return (await fetch("/api/v1/apps", { method: "POST", body })).json();
    });
    const asked = new URLSearchParams({
      response_type: "code",
      client_id: app.client_id,
      redirect_uri: "urn:ietf:wg:oauth:2.0:oob",
      scope: "read write:statuses",
    });
    await at(`${lakeside}/oauth/authorize?${asked}`)(page);
  }),
  "settings-apps": at(`${lakeside}/settings/apps`),
  "settings-appearance": at(`${lakeside}/settings/appearance`),
  "settings-moving": at(`${lakeside}/settings/moving`),
  "settings-kept-away": at(`${lakeside}/settings/kept-away`),
  "settings-data": at(`${lakeside}/settings/data`),
  "not-for-everyone": at(`${lakeside}/admin/organization`, 404),
};

const moderator = {
  "community-moderated": at(`${northside}/c/sepsis`),
  "new-community": at(`${northside}/new-community`),
  "community-edit": at(`${northside}/c/sepsis/edit`),
  moderators: at(`${northside}/c/sepsis/moderators`),
  bans: at(`${northside}/c/sepsis/bans`),
  "thread-moderated": behind(topics, /Who repeats lactate/),
  "edit-discussion": behind(topics, /Start here/, "/edit"),
  "edit-resource": async (page) => {
    await behind(library, /Screening tool/)(page);
    await at(`${page.url().replace("/r/", "/p/")}/edit`)(page);
  },
  "confirm-delete": behind(topics, /Start here/, "/delete"),
  "confirm-remove": behind(topics, /Who repeats lactate/, "/remove"),
  moderation: at(`${northside}/moderation`),
  "moderation-resolved": at(`${northside}/moderation?state=resolved`),
  report: behind(`${northside}/moderation`, /Who repeats lactate/),
};

const administrator = {
  "admin-organization": at(`${northside}/admin/organization`),
  "admin-people": at(`${northside}/admin/people`),
  "admin-peers": at(`${northside}/admin/peers`),
  "admin-federation": at(`${northside}/admin/federation`),
  "admin-federation-consequences": after(at(`${northside}/admin/federation`), async (page) => {
    await page.getByLabel("Domain", { exact: true }).fill("lakeside.localhost");
    await press(page, "Block");
    await expect(page.getByRole("heading", { name: /This would happen/ })).toBeVisible();
  }),
};

const readers = {
  visitor: { pages: visitor },
  person: { who: "kim", pages: person },
  moderator: { who: "lee", pages: moderator },
  administrator: { who: "amir", pages: administrator },
};

// One page for each reader goes through all of theirs: a browser's context is the expensive part.
const opened = new Map();

async function pageOfReader(browser, who) {
  if (!opened.has(who)) opened.set(who, await pageOf(browser, who));
  return opened.get(who);
}

for (const [role, { who, pages }] of Object.entries(readers)) {
  for (const [name, open] of Object.entries(pages)) {
    test(`${role}: ${name}`, async ({ browser }, testInfo) => {
      const page = await pageOfReader(browser, who);
      const failures = [];
      const remember = (error) => failures.push(error.message);
      page.on("pageerror", remember);
      await open(page);
      await expectPresentable(page, testInfo, name);
      page.off("pageerror", remember);
      expect(failures, "nothing went wrong in the page's script").toEqual([]);
    });
  }
}

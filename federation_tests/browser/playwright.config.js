// Moothall's pages in Debian's Chromium: with and without JavaScript, phone and desktop, light and dark.

import { defineConfig } from "@playwright/test";

const chromium = process.env.MOOTHALL_CHROMIUM ?? "/usr/bin/chromium";

const desktop = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };

const pages = (name, viewport, colorScheme, { axe = false, javaScriptEnabled = true } = {}) => ({
  name,
  testMatch: "pages.spec.js",
  metadata: { axe },
  use: { viewport, colorScheme, javaScriptEnabled },
});

export default defineConfig({
  testDir: "specs",
  outputDir: "out/traces",
  // The specs share one demo: what one writes, another would see.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  // How long a journey waits for another organization.
  expect: { toPass: { timeout: 20_000 } },
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: "out/report.json" }]],
  globalSetup: "./harness/setup.js",
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "UTC",
    launchOptions: {
      executablePath: chromium,
      // Root cannot use Chromium's sandbox. The rest keeps it from calling home, which a closed network answers late.
      args: [
        ...(process.getuid() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP *.localhost 127.0.0.1",
      ],
    },
  },
  // Axe looks at every page in both colour schemes and at both widths: the fourth combination has nothing to add.
  projects: [
    pages("desktop-light", desktop, "light", { axe: true }),
    pages("desktop-dark", desktop, "dark", { axe: true }),
    pages("phone-light", phone, "light", { axe: true }),
    pages("phone-dark", phone, "dark"),
    pages("desktop-without-javascript", desktop, "light", { javaScriptEnabled: false }),
    pages("phone-without-javascript", phone, "dark", { javaScriptEnabled: false }),
    { name: "apps", testMatch: "apps.spec.js", use: { viewport: desktop } },
    // What people do comes last: it changes what the pages show.
    { name: "journeys", testMatch: "journeys.spec.js", use: { viewport: desktop } },
    { name: "journeys-without-javascript", testMatch: "without-javascript.spec.js", use: { viewport: phone, javaScriptEnabled: false } },
  ],
});

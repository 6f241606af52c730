// Moothall's pages in Debian's Chromium: with and without JavaScript, phone and desktop, light and dark.

import { defineConfig } from "@playwright/test";

const chromium = process.env.MOOTHALL_CHROMIUM ?? "/usr/bin/chromium";

const desktop = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };

const project = (name, viewport, colorScheme, javaScriptEnabled = true) => ({
  name,
  use: { viewport, colorScheme, javaScriptEnabled },
});

export default defineConfig({
  testDir: "specs",
  outputDir: "out/traces",
  // The specs share one demo: what one writes, another would see.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: "out/report.json" }]],
  globalSetup: "./harness/demo.js",
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "retain-on-failure",
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
  projects: [
    project("desktop-light", desktop, "light"),
    project("desktop-dark", desktop, "dark"),
    project("phone-light", phone, "light"),
    project("phone-dark", phone, "dark"),
    project("desktop-without-javascript", desktop, "light", false),
    project("phone-without-javascript", phone, "light", false),
  ],
});

// Starts the three organizations of `moothall demo` for one run of the specs, and stops them afterwards.
//
//   MOOTHALL_BIN       the program; target/debug/moothall by default
//   MOOTHALL_BASE_URL  Northside of a demo that runs already: nothing is started then

import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const READY_WITHIN_MS = 180_000;
const PAUSE_MS = 100;
const SEEDED = "The demo is ready";

/** Where each organization of the demo answers. */
export const organizations = {
  northside: process.env.MOOTHALL_BASE_URL ?? "http://northside.localhost:8401",
  river: "http://river.localhost:8402",
  lakeside: "http://lakeside.localhost:8403",
};

/** Starts the demo and waits until it holds what it tells; answers with the function that stops it. */
export async function startDemo() {
  if (process.env.MOOTHALL_BASE_URL) {
    await Promise.all(Object.values(organizations).map(ready));
    return async () => {};
  }
  const program = process.env.MOOTHALL_BIN ?? fileURLToPath(new URL("../../../target/debug/moothall", import.meta.url));
  const demo = spawn(program, ["demo"], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const seeded = new Promise((resolve) => {
    const remember = (chunk) => {
      output = (output + chunk).slice(-20_000);
      if (output.includes(SEEDED)) resolve();
    };
    demo.stdout.on("data", remember);
    demo.stderr.on("data", remember);
  });
  const ended = new Promise((resolve) => demo.once("exit", resolve).once("error", resolve));
  const stop = async () => {
    if (demo.exitCode !== null || demo.signalCode !== null) return;
    demo.kill("SIGINT");
    await ended;
  };
  const failed = ended.then((reason) => {
    throw new Error(`${program} demo ended before it was ready (${reason}):\n${output}`);
  });
  failed.catch(() => {});
  try {
    await Promise.race([failed, seeded, late()]);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function late() {
  await setTimeout(READY_WITHIN_MS, undefined, { ref: false });
  throw new Error(`the demo was not ready within ${READY_WITHIN_MS / 1000} s`);
}

/** Waits until `/readyz` says yes: another process, which we did not start, cannot be awaited. */
async function ready(origin) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while ((await statusOf(origin)) !== 200) {
    if (Date.now() > deadline) throw new Error(`${origin} was not ready within ${READY_WITHIN_MS / 1000} s`);
    await setTimeout(PAUSE_MS);
  }
}

async function statusOf(origin) {
  const { host, port } = new URL(origin);
  const request = http.get({ host: "127.0.0.1", port, path: "/readyz", headers: { host } });
  try {
    const [response] = await once(request, "response");
    response.resume();
    return response.statusCode;
  } catch {
    return undefined;
  }
}

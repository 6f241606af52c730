// Two organizations on this machine, with people, tokens and a community, for as long as a command runs.
//
//   node harness/two_nodes.js sqlite|postgres COMMAND [ARGUMENT…]
//
//   MOOTHALL_BIN             the program
//   MOOTHALL_TEST_POSTGRES   for postgres: a server on which databases may be created
//
// The command finds what there is in the file named by MOOTHALL_CLIENTS (see `describe`).

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const READY_WITHIN_MS = 60_000;
const PASSWORD = "correct horse battery";
const SCOPES = "read write follow push profile";

/** What stands on each node before the clients come. */
const organizations = {
  northside: { people: ["lee", "nia"], admin: "lee", communities: [["sepsis", "Sepsis care", "lee"]] },
  river: { people: ["dana", "bo"], admin: "bo", communities: [] },
};

const [engine, command, ...commandArguments] = process.argv.slice(2);
if (!["sqlite", "postgres"].includes(engine) || !command) {
  process.stderr.write("usage: two_nodes.js sqlite|postgres COMMAND [ARGUMENT…]\n");
  process.exit(64);
}

const program = process.env.MOOTHALL_BIN ?? "moothall";
const directory = await mkdtemp(join(tmpdir(), "moothall-clients-"));
const databases = [];
const running = [];
let status = 1;
try {
  const nodes = {};
  for (const [name, holds] of Object.entries(organizations)) nodes[name] = await start(name, holds);
  const file = join(directory, "clients.json");
  await writeFile(file, JSON.stringify(describe(nodes), undefined, 2));
  status = await run(command, commandArguments, { MOOTHALL_CLIENTS: file });
  if (status !== 0) await showLogs(nodes);
} finally {
  await Promise.all(running.map(stop));
  for (const database of databases) await psql(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  await rm(directory, { recursive: true, force: true });
}
process.exit(status);

/** `{engine, password, nodes: {northside: {origin, domain, people: {lee: {token}}}}}` */
function describe(nodes) {
  const one = ({ origin, domain, people }) => ({ origin, domain, people });
  const all = Object.entries(nodes).map(([name, node]) => [name, one(node)]);
  return { engine, password: PASSWORD, nodes: Object.fromEntries(all) };
}

async function start(name, { people, admin, communities }) {
  const port = await freePort();
  const domain = `${name}.localhost:${port}`;
  const origin = `http://${domain}`;
  const home = join(directory, name);
  const env = {
    MOOTHALL_SERVER__PUBLIC_URL: origin,
    MOOTHALL_SERVER__LISTEN: `127.0.0.1:${port}`,
    MOOTHALL_DATABASE__URL: await database(name, home),
    MOOTHALL_STORAGE__URL: `file://${home}/media`,
    MOOTHALL_SECRET__FILE: `${home}.key`,
    MOOTHALL_FEDERATION__DEV_LOOPBACK: "true",
    MOOTHALL_LIMITS__REQUESTS_PER_MINUTE: "100000",
    MOOTHALL_LIMITS__API_REQUESTS_PER_5_MINUTES: "1000000",
    MOOTHALL_LIMITS__SIGN_IN_PER_MINUTE: "1000",
    MOOTHALL_LOG__LEVEL: process.env.MOOTHALL_LOG__LEVEL ?? "info",
  };
  const tokens = {};
  for (const person of people) {
    const role = person === admin ? ["--admin"] : [];
    const create = ["user", "create", "--handle", person, "--email", `${person}@mail.test`, "--password-stdin"];
    await call(env, [...create, ...role], PASSWORD);
    tokens[person] = { token: (await call(env, ["token", "create", "--user", person, "--scope", SCOPES])).trim() };
  }
  for (const [handle, title, owner] of communities) {
    await call(env, ["community", "create", "--handle", handle, "--name", title, "--owner", owner]);
  }
  const log = join(directory, `${name}.log`);
  const node = spawn(program, ["serve"], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"], cwd: directory });
  const file = createWriteStream(log);
  node.stdout.pipe(file, { end: false });
  node.stderr.pipe(file, { end: false });
  running.push(node);
  await ready(port, domain, node);
  return { origin, domain, people: tokens, log };
}

async function database(name, home) {
  if (engine === "sqlite") return `sqlite://${home}.db`;
  const database = `clients_${name}_${process.pid}`;
  databases.push(database);
  await psql(`CREATE DATABASE ${database}`);
  const url = new URL(process.env.MOOTHALL_TEST_POSTGRES);
  url.pathname = `/${database}`;
  return url.href;
}

async function psql(sql) {
  const psql = spawn("psql", ["--quiet", "--no-psqlrc", "--command", sql, process.env.MOOTHALL_TEST_POSTGRES], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(psql, "exit");
  if (code !== 0) throw new Error(`psql ended with ${code}: ${sql}`);
}

/** Runs one of the program's commands; answers with what it printed. */
async function call(env, args, input = "") {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "inherit"], cwd: directory });
  child.stdin.end(input);
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`moothall ${args.join(" ")} ended with ${code}:\n${output}`);
  return output;
}

async function run(name, args, env) {
  const child = spawn(name, args, { env: { ...process.env, ...env }, stdio: "inherit" });
  const [code] = await once(child, "exit");
  return code ?? 1;
}

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until the node says that people may come. */
async function ready(port, host, node) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while ((await statusOf(port, host)) !== 200) {
    if (node.exitCode !== null) throw new Error(`the node ${host} ended with ${node.exitCode}`);
    if (Date.now() > deadline) throw new Error(`${host} was not ready within ${READY_WITHIN_MS / 1000} s`);
    await setTimeout(50);
  }
}

async function statusOf(port, host) {
  const request = http.get({ host: "127.0.0.1", port, path: "/readyz", headers: { host } });
  try {
    const [response] = await once(request, "response");
    response.resume();
    return response.statusCode;
  } catch {
    return undefined;
  }
}

async function stop(node) {
  if (node.exitCode !== null || node.signalCode !== null) return;
  const ended = once(node, "exit");
  node.kill("SIGINT");
  await ended;
}

async function showLogs(nodes) {
  for (const [name, { log }] of Object.entries(nodes)) {
    process.stderr.write(`--- the last of ${name}:\n${(await readFile(log, "utf8")).slice(-8000)}\n`);
  }
}

// Runs the browser tests: `node run.mjs [PATTERN…]`, started by `cargo xtask test`.
//
// In: JEJAK_SERVER and JEJAK_CLI (the server's and the command line's program), JEJAK_DIST (the built page), JEJAK_CHROMIUM. Out: a line
// a test, and last "N passed, N failed". Every file of cases/ calls `test`; each test gets a fresh
// browser context and fails on any console error, policy violation or request that is not a plain
// GET for a file of the build.

import { readdir, rm } from "node:fs/promises";
import { launch } from "./harness/browser.mjs";
import { Fixture, OUT } from "./harness/fixture.mjs";
import { Server } from "./harness/server.mjs";
import { registered } from "./harness/test.mjs";

const TIME_LIMIT_MS = 120_000;

const patterns = process.argv.slice(2);
const cases = new URL("./cases/", import.meta.url);
for (const name of (await readdir(cases)).filter((name) => name.endsWith(".mjs")).sort()) {
  await import(new URL(name, cases));
}
const tests = registered.filter(({ name }) => patterns.length === 0 || patterns.some((pattern) => name.includes(pattern)));
await rm(OUT, { recursive: true, force: true });

const server = await Server.start();
const browser = await launch();
let nPassed = 0;
for (const { name, body } of tests) {
  const started = performance.now();
  const failure = await run(body);
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  if (failure) console.log(`FAILED  ${name} (${took})\n${indent(failure)}`);
  else console.log(`ok      ${name} (${took})`);
  nPassed += failure ? 0 : 1;
}
await browser.close();
await server.stop();
console.log(`${nPassed} passed, ${tests.length - nPassed} failed`);
process.exitCode = tests.length > 0 && nPassed === tests.length ? 0 : 1;

/** What went wrong, or nothing. */
async function run(body) {
  const fixture = new Fixture(browser, server);
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${TIME_LIMIT_MS / 1000} s`)), TIME_LIMIT_MS);
  });
  try {
    await Promise.race([body(fixture), limit]);
    await fixture.assertClean();
    return null;
  } catch (error) {
    return [error.stack ?? String(error), ...fixture.problems].join("\n");
  } finally {
    clearTimeout(timer);
    await fixture.close();
  }
}

function indent(text) {
  return text.replace(/^/gm, "        ");
}

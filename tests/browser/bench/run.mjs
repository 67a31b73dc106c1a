// Measures the page on one large file: `node bench/run.mjs FILE [--once]`, started by `cargo xtask bench`.
//
// In: JEJAK_SERVER, JEJAK_DIST, JEJAK_CHROMIUM as for the tests. Out: one line of JSON (see
// xtask/src/bench/browser.rs). Then the same browser only reads the file with as many workers, in
// blocks of the same size, on a page of its own.

import { createServer } from "node:http";
import { launch } from "../harness/browser.mjs";
import { Server } from "../harness/server.mjs";
import { Memory } from "./memory.mjs";
import { Threads } from "./threads.mjs";
import { watch } from "./watch.mjs";

const TIME_LIMIT_MS = 1_800_000;
const BLOCK_BYTES = 4 << 20;

const [file, flag] = process.argv.slice(2);
const isWarmedUp = flag !== "--once";
const server = await Server.start();
const browser = await launch();
// Once each to fill the caches of the system and of compiled code, then the run that counts.
if (isWarmedUp) await analysed();
const result = await analysed();
if (isWarmedUp) await onlyRead(result.nWorkers);
const readOnlyMs = await onlyRead(result.nWorkers);
console.log(JSON.stringify({ browser: `Chromium ${browser.version()}`, ...result, readOnlyMs }));
await browser.close();
await server.stop();

/** Gives the file to the page; what it took until the whole analysis was drawn. */
async function analysed() {
  const context = await browser.newContext();
  await context.addInitScript(watch);
  const page = await context.newPage();
  await page.goto(server.url);
  await page.waitForSelector("main");
  // Let the service worker keep its files first: that is no part of an analysis.
  await page.evaluate(() => navigator.serviceWorker?.ready);
  await page.waitForTimeout(1000);
  const memory = await Memory.start(browser);
  const threads = await Threads.start(browser);
  await page.evaluate(() => globalThis.jejakBench.reset());
  await page.locator("input[type=file]").first().setInputFiles(file);
  await page.waitForFunction(() => globalThis.jejakBench.isDrawn, null, { timeout: TIME_LIMIT_MS, polling: 100 });
  const cpuMs = await threads.stop();
  const peakBytes = await memory.stop();
  const bench = await page.evaluate(() => ({ ...globalThis.jejakBench }));
  // The header of the last message holds no lists; the view counts them.
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  const nIncidents = digitsOf(await page.locator("main .view-head .muted").first().textContent());
  await context.close();
  if (bench.failure) throw new Error(`the run failed: ${bench.failure}`);
  return {
    nWorkers: bench.nWorkers,
    wallMs: bench.drawnMs - bench.startMs,
    firstResultMs: bench.firstMs === null ? null : bench.firstMs - bench.startMs,
    longestTaskMs: bench.longestTaskMs || null,
    nIncidents,
    nLines: bench.nLines,
    peakBytes,
    cpuMs,
  };
}

function digitsOf(text) {
  return Number(text.replaceAll(/\D/g, ""));
}

/** Reads the file with `nWorkers` workers that do nothing with it; milliseconds. */
async function onlyRead(nWorkers) {
  const host = createServer((request, response) => {
    const isScript = request.url === "/worker.js";
    response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
    response.end(isScript ? `(${reader})()` : "<!doctype html><title>read</title><input type=file>");
  });
  await new Promise((resolve) => host.listen(0, "127.0.0.1", resolve));
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${host.address().port}/`);
  await page.locator("input").setInputFiles(file);
  const tookMs = await page.evaluate(readAll, { nWorkers, blockBytes: BLOCK_BYTES });
  await context.close();
  host.closeAllConnections();
  await new Promise((resolve) => host.close(resolve));
  return tookMs;
}

/** Runs in the page: workers take the next block in turn. */
async function readAll({ nWorkers, blockBytes }) {
  const [file] = document.querySelector("input").files;
  const workers = Array.from({ length: nWorkers }, () => new Worker("/worker.js"));
  await Promise.all(workers.map((worker) => new Promise((resolve) => (worker.onmessage = resolve))));
  const start = performance.now();
  let next = 0;
  await Promise.all(
    workers.map(
      (worker) =>
        new Promise((resolve, reject) => {
          const give = () => {
            if (next >= file.size) return resolve();
            worker.postMessage([file, next, Math.min(next + blockBytes, file.size)]);
            next += blockBytes;
          };
          worker.onerror = reject;
          worker.onmessage = give;
          give();
        }),
    ),
  );
  return performance.now() - start;
}

/** Runs in a worker. */
function reader() {
  onmessage = async ({ data: [file, start, end] }) => {
    const bytes = await file.slice(start, end).arrayBuffer();
    postMessage(bytes.byteLength);
  };
  postMessage("ready");
}

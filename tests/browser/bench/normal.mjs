// Measures a normal day on one file: `node bench/normal.mjs FILE`, started by `cargo xtask bench --normal-day FILE`.
//
// In: JEJAK_SERVER, JEJAK_DIST, JEJAK_CHROMIUM as for the tests. Out: one line of JSON: milliseconds from
// the drop to the analysis, to the end of learning from all sessions of the file, and to the sessions that
// do not go as usual being on the page.

import { launch } from "../harness/browser.mjs";
import { Server } from "../harness/server.mjs";

const TIME_LIMIT_MS = 120_000;

const file = process.argv[2];
const server = await Server.start();
const browser = await launch();
// Once to fill the caches of the system and of compiled code, then the run that counts.
await learned();
const result = await learned();
console.log(JSON.stringify({ browser: `Chromium ${browser.version()}`, ...result }));
await browser.close();
await server.stop();

async function learned() {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(TIME_LIMIT_MS);
  await page.goto(server.url);
  await page.waitForSelector("main");
  await page.evaluate(() => navigator.serviceWorker?.ready);
  await page.waitForTimeout(1000);
  const begun = performance.now();
  await page.locator("input[type=file]").first().setInputFiles(file);
  await page.waitForSelector(".verdict");
  const analysedMs = performance.now() - begun;
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await page.getByLabel("All of it").check();
  await page.getByRole("button", { name: "Learn", exact: true }).click();
  await page.locator(".normal-progress progress, .normal-progress .bar").first().waitFor({ state: "detached" });
  await page.locator(".normal-found").waitFor();
  const foundMs = performance.now() - begun;
  const said = await page.locator(".normal-found [role=status]").first().textContent();
  await context.close();
  return { analysedMs, foundMs, said };
}

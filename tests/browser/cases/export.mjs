// What is taken out of the page: the same analysis as the command line's, as data, table and report.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { analysed, samplePaths, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

const CORPUS = fileURLToPath(new URL("../../pipeline/", import.meta.url));
const FIXTURES = fileURLToPath(new URL("../../fixtures/real/", import.meta.url));
const JEJAK = process.env.JEJAK_CLI;
const run = promisify(execFile);

/** Chooses an item of the export menu; the text of the file that the browser is handed. */
async function saved(page, item) {
  await page.locator(".menu > summary").first().click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: item, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

const CASES = {
  "the sample with an attack": samplePaths,
  "every input of the corpus at once": async () => {
    const cases = await readdir(CORPUS, { withFileTypes: true });
    const inputs = cases.filter((it) => it.isDirectory()).map(({ name }) => path.join(CORPUS, name, "input.log"));
    const real = (await readdir(FIXTURES)).sort().map((name) => FIXTURES + name);
    return [...inputs.filter((input) => existsSync(input)), ...real];
  },
};

for (const [name, paths] of Object.entries(CASES)) {
  test(`the page's data equal the command line's: ${name}`, async (t) => {
    const files = await paths();
    const page = await t.open({ acceptDownloads: true, timezoneId: "Asia/Jakarta" });
    await t.drop(page, files);
    await page.waitForSelector(".verdict");
    const { name, text } = await saved(page, "Everything as data (JSON)");
    assert.match(name, /^jejak-[\w-]+\.json$/);
    const here = JSON.parse(text);
    const args = ["analyze", "--json", "--tz", "Asia/Jakarta", "--lang", "en", ...files];
    const { stdout } = await run(JEJAK, args, { maxBuffer: 1 << 28 }).catch((error) => error);
    const there = JSON.parse(stdout);
    // The page knows a dropped file by its name alone, a command line by its path.
    const renamed = JSON.parse(JSON.stringify(there, (_, value) => (files.includes(value) ? path.basename(value) : value)));
    assert.ok(here.incidents.length > 0 && here.incidents[0].evidence[0].text.length > 0);
    assert.deepEqual(here, renamed);
  });
}

test("the incidents as a table run nothing, and the report has every incident", async (t) => {
  const hostile = "=HYPERLINK(\"http://x.example\")";
  const lines = Array.from({ length: 30 }, (_, i) =>
    `Jan  7 02:0${Math.floor(i / 10)}:${String(10 + i)} toko sshd[${900 + i}]: Failed password for invalid user ${hostile} from 203.0.113.66 port ${4000 + i} ssh2`);
  const page = await t.open({ acceptDownloads: true });
  await t.drop(page, await written(t, { "auth.log": lines.join("\n") + "\n" }));
  await page.waitForSelector(".verdict");
  const table = await saved(page, "Incidents as a table (CSV)");
  assert.match(table.name, /\.csv$/);
  const rows = table.text.trim().split("\r\n");
  assert.match(rows[0], /id,kind,severity,risk/);
  assert.ok(rows.length > 1);
  for (const row of rows) {
    const cells = row.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((cell) => cell.replace(/,$/, "").replace(/^"|"$/g, ""));
    for (const cell of cells) assert.doesNotMatch(cell.replace(/^\ufeff/, ""), /^[=+\-@\t\r]/);
  }
  const report = await saved(page, "Report (Markdown)");
  assert.match(report.text, /^# Log investigation/);
  assert.equal(report.text.match(/^### \d+\./gm).length, rows.length - 1);
});

test("what is printed is the view alone, whole and light", async (t) => {
  const page = await analysed(t, { colorScheme: "dark" });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const look = await page.evaluate(() => {
    const seen = (selector) => [...document.querySelectorAll(selector)].some((element) => element.getClientRects().length > 0);
    return {
      background: getComputedStyle(document.body).backgroundColor,
      isTopSeen: seen(".top") || seen(".rail") || seen(".timeline") || seen(".menu"),
      isVerdictSeen: seen(".verdict"),
      overflow: getComputedStyle(document.querySelector(".view")).overflowY,
    };
  });
  assert.deepEqual(look, { background: "rgb(255, 255, 255)", isTopSeen: false, isVerdictSeen: true, overflow: "visible" });
  const n = Number(await page.locator(".rail-n").nth(1).textContent());
  assert.equal(await page.locator(".incident-row").count(), n, "all incidents are told, not the first five");
  await t.screenshot(page, "print-overview", { fullPage: true });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: null });
  assert.equal(await page.locator(".incident-row").count(), 5);
});

test("what was called wrong is in no report, and not proposed for sharing", async (t) => {
  const page = await t.open({ acceptDownloads: true });
  await page.locator("[data-sample=break-in]").click();
  await page.waitForSelector(".verdict");
  const before = JSON.parse((await saved(page, "Everything as data (JSON)")).text).incidents;
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.locator(".incident-row").first().click();
  await page.getByRole("button", { name: "Wrong" }).click();
  await page.getByText("Called wrong").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.getByText("1 incident left out").waitFor();
  const after = JSON.parse((await saved(page, "Everything as data (JSON)")).text).incidents;
  assert.deepEqual(after.map((it) => it.id), before.slice(1).map((it) => it.id));
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.locator(".share-incidents input").first().waitFor();
  const left = page.locator(".share-incidents input:not(:checked)");
  assert.equal(await left.count(), 1);
});

test("a menu closes with Esc, with a press beside it, and when the focus goes on", async (t) => {
  const page = await analysed(t);
  const menu = page.locator("details.menu").first();
  const button = menu.locator("> summary");
  const isOpen = () => menu.evaluate((it) => it.open);
  const opened = async () => {
    await button.click();
    await menu.locator(".menu-item").first().waitFor();
  };
  const closed = () => menu.locator(".menu-item").first().waitFor({ state: "hidden" });
  await opened();
  await page.locator(".verdict").click();
  await closed();
  await opened();
  await page.keyboard.press("Escape");
  await closed();
  assert.ok(await button.evaluate((it) => it === document.activeElement), "the focus is back on the button");
  await opened();
  for (let i = await menu.locator(".menu-item").count(); i > 0; i -= 1) {
    await page.keyboard.press("Tab");
    assert.ok(await isOpen(), "the focus is inside");
  }
  await page.keyboard.press("Tab");
  await closed();
});

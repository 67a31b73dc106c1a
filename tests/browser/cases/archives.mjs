// Archives: what lies in them is listed, read and read again like files that were given.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { assertFits, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

const CASES = fileURLToPath(new URL("../../pipeline/", import.meta.url));
const fixture = (name) => readFile(path.join(CASES, name));

const names = (page) => page.locator(".file h2").allTextContents();

test("a packed tarball is read with all that lies in it, and its rows are found again", async (t) => {
  const page = await t.open();
  await t.drop(page, await written(t, { "logs.tar.gz": await fixture("tar-gz/logs.tar.gz") }));
  await page.waitForSelector(".verdict");
  assert.match(await page.locator(".top-files").textContent(), /logs\.tar\.gz/);
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.waitForSelector(".file");
  assert.deepEqual(await names(page), [
    "logs.tar.gz",
    "logs.tar.gz / var/log/auth.log",
    "logs.tar.gz / var/log/auth.log.1.gz",
    "logs.tar.gz / var/log/nginx/access.log",
    "logs.tar.gz / var/log/empty.log",
  ]);
  const files = await page.locator(".file").allTextContents();
  assert.match(files[0], /tar archive.*its 4 files are listed/s);
  assert.match(files[2], /System log/);
  assert.match(files[3], /Web access log/);
  assert.match(files[4], /The file is empty/);
  await assertFits(page);
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.locator(".row", { hasText: "203.0.113.11" }).first().waitFor();
  await page.locator(".row", { hasText: "198.51.100.9" }).first().waitFor();
});

test("packed files are read that show their text late", async (t) => {
  const page = await t.open();
  const names = ["auth.log.1.bz2", "auth.log.2.zst"];
  const files = await Promise.all(names.map(async (name) => [name, await fixture(`packed-late/${name}`)]));
  await t.drop(page, await written(t, Object.fromEntries(files)));
  await page.waitForSelector(".verdict");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.waitForSelector(".file");
  const texts = await page.locator(".file").allTextContents();
  for (const [i, text] of texts.entries()) assert.match(text, /System log.*300/s, names[i]);
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  for (const address of ["203.0.113.8", "203.0.113.9"]) {
    await page.locator("[data-search]").fill(address);
    await page.keyboard.press("Enter");
    await page.locator(".row", { hasText: address }).first().waitFor();
  }
});

test("a zip in a zip is opened, what is encrypted is named with the reason", async (t) => {
  const page = await t.open();
  await t.drop(page, await written(t, {
    "all.zip": await fixture("zip-nested/all.zip"),
    "locked.zip": await fixture("zip-encrypted/logs.zip"),
    "cut.zip": await fixture("zip-without-directory/logs.zip"),
  }));
  await page.waitForSelector(".verdict");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.waitForSelector(".file");
  const files = await page.locator(".file").allTextContents();
  const of = (name) => files.find((file) => file.startsWith(name)) ?? assert.fail(`${name}: ${files}`);
  assert.match(of("all.zip / all.zip / srv/logs.tar.gz / var/log/auth.log.1.gz"), /System log.*6/s);
  assert.match(of("locked.zip / secret.log"), /encrypted in its archive/);
  assert.match(of("locked.zip / rare.log"), /rare method/);
  assert.match(of("cut.zip / auth.log"), /System log/);
  assert.match(files.find((file) => /^cut\.zip(?! \/)/.test(file)), /ends early or is damaged; the 2 files/);
  assert.equal(await page.locator(".failure").count(), 0);
});

test("a tarball, an event log of Windows, a UTF-16 table and a line of 1 MB are read together", async (t) => {
  const table = "Time,Level,Source,Message\r\n" + Array.from({ length: 30 }, (_, i) =>
    `2026-03-10 11:00:${String(i).padStart(2, "0")},Warning,gudang,"Printer ${i} is out of paper"\r\n`).join("");
  const page = await t.open();
  await t.drop(page, await written(t, {
    "logs.tar.gz": await fixture("tar-gz/logs.tar.gz"),
    "security.evtx": await fixture("evtx/security.evtx"),
    "printers.csv": Buffer.from("\ufeff" + table, "utf16le"),
    "long.log": `2026-03-10 10:00:00 ERROR [shop] ${"x".repeat(1 << 20)}\n2026-03-10 10:00:01 INFO [shop] short\n`,
  }));
  await page.waitForSelector(".verdict");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.waitForSelector(".file");
  const files = await page.locator(".file").allTextContents();
  const of = (name) => files.find((file) => file.startsWith(name)) ?? assert.fail(`${name}: ${files}`);
  assert.match(of("security.evtx"), /Windows event log \(EVTX\).*28/s);
  assert.match(of("printers.csv"), /Table \(CSV\).*30/s);
  assert.match(of("long.log"), /longer than the limit and was cut/);
  assert.match(of("logs.tar.gz / var/log/auth.log.1.gz"), /System log/);
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  for (const text of ["Printer 3 is out of paper", "Service Control Manager", "203.0.113.11"]) {
    await page.locator("[data-search]").fill(text);
    await page.keyboard.press("Enter");
    await page.locator(".row", { hasText: text }).first().waitFor();
  }
  assert.equal(await page.locator(".failure").count(), 0);
  await assertFits(page);
});

test("events that Windows saved as XML and as a table are read, and what to do is of Windows", async (t) => {
  const page = await t.open();
  await t.drop(page, await written(t, {
    "evening.xml": await fixture("windows-xml/security.xml"),
    "evening.csv": await fixture("windows-table/security.csv"),
  }));
  await page.waitForSelector(".verdict");
  assert.match(await page.locator(".verdict").textContent(), /203\.0\.113\.9 guessed passwords/);
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.waitForSelector(".file");
  const files = await page.locator(".file").allTextContents();
  assert.match(files.find((file) => file.startsWith("evening.xml")), /Windows events \(XML\).*28/s);
  assert.match(files.find((file) => file.startsWith("evening.csv")), /Windows events \(table\).*29/s);
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.locator(".incident-row", { hasText: "Account administrator taken over" }).first().click();
  await page.locator(".incident", { hasText: "net user administrator" }).waitFor();
  await assertFits(page);
  await t.screenshot(page, "windows-events");
});

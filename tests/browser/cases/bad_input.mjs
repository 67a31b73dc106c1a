// Inputs that a browser or a reader could choke on: each gives a result and a sentence, and none of
// them anything on the page but text.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { analysed, assertFits, authLog, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

const line = (at, text) => `${at} ERROR [shop] ${text}\n`;
const many = (n, made) => Array.from({ length: n }, (_, i) => made(i)).join("");
const gzip = gzipSync(authLog(2_000));

/** Content of the file, and what the page must say of it. */
const CASES = {
  "an empty file": { content: "", says: /The file is empty/, isUnread: true },
  "a binary file": { content: Buffer.from(many(4_000, (i) => String.fromCharCode((i * 7) % 32))), says: /not text, so it was not read/, isUnread: true },
  "a file of systemd's journal": { content: Buffer.from("LPKSHHRH\0\0\0\0", "latin1"), name: "system.journal", says: /journalctl --file=… -o export/, isUnread: true },
  "a truncated gzip": { content: gzip.subarray(0, gzip.length - 4_000), name: "auth.log.gz", says: /ends early or is damaged/ },
  "a line of 1 MB": { content: line("2026-01-04 10:00:00", "x".repeat(1 << 20)) + line("2026-01-04 10:00:01", "short"), says: /longer than the limit and was cut/ },
  "200,000 distinct lines": { content: many(200_000, (i) => line("2026-01-04 10:00:00", `${(i * 2654435761 % 2 ** 32).toString(36)} went ${i} astray`)), says: /./ },
  "bytes that are no UTF-8": { content: Buffer.from([...Buffer.from(line("2026-01-04 10:00:00", "caf")), 0xe9, 0x0a, 0xff, 0x0a]), says: /not UTF-8/ },
  "UTF-16": { content: Buffer.from("\ufeff" + many(50, (i) => line("2026-01-04 10:00:00", `line ${i}`)), "utf16le"), says: /./ },
  "a clock in 1970": { content: many(50, (i) => line(`1970-01-01 00:00:${String(i).padStart(2, "0")}`, "start")), says: /./, rows: /1970-01-01 00:00/ },
  "a clock in 2106": { content: many(50, (i) => line(`2106-02-07 06:28:${String(i).padStart(2, "0")}`, "late")), says: /./, rows: /2106-02-07 06:28/ },
  "clocks a century apart": { content: line("1970-01-01 00:00:00", "a") + line("2106-02-07 06:28:15", "b"), says: /1970.*2106/s },
};

/** What each key after `g` brings. */
const VIEWS = { i: ".incident-filters", r: ".rows", t: ".templates-table", f: ".file", o: ".verdict" };

for (const [name, { content, says, rows, isUnread, name: fileName = "app.log" }] of Object.entries(CASES)) {
  test(`${name} gives a result and a sentence`, async (t) => {
    const page = await t.open();
    await t.drop(page, await written(t, { [fileName]: content }));
    await page.waitForSelector(".verdict");
    assert.match(await page.locator(".main").textContent(), says);
    for (const [key, drawn] of Object.entries(VIEWS)) {
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await page.waitForSelector(drawn);
      if (key === "f") {
        const facts = await page.locator(".file-facts div").count();
        assert.equal(facts, isUnread ? 1 : 6, "of what was not read only the size is told");
      }
      if (key === "r" && rows) await page.locator(".row", { hasText: rows }).first().waitFor();
    }
    assert.equal(await page.locator(".failure").count(), 0);
    await assertFits(page);
  });
}

test("5,000 small files at once are all read", async (t) => {
  const paths = await written(t, Object.fromEntries(
    Array.from({ length: 5_000 }, (_, i) => [`app-${i}.log`, line("2026-01-04 10:00:00", `order ${i} failed`)]),
  ));
  const page = await t.open();
  await page.locator("input[type=file]").first().setInputFiles(paths);
  await page.waitForSelector(".verdict", { timeout: 90_000 });
  assert.match(await page.locator(".figure").first().textContent(), /5,000/);
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.waitForSelector(".file");
  assert.ok((await page.locator(".file").count()) <= 200, "files far from the view are not drawn");
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.waitForSelector(".row .line");
});

test("hostile content is shown as text", async (t) => {
  const page = await t.open();
  const content = [
    `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`,
    `<a href="javascript:alert(1)">x</a> &lt;b&gt; <b>bold</b>`,
    `\u001b[2J\u001b]0;title\u0007 \u202egnp.exe \u2066\u200b zero`,
    `=cmd|' /C calc'!A0 +1 -1 @SUM(1)`,
  ].map((text) => line("2026-01-04 10:00:00", text)).join("");
  const name = `<b>&'=1.log`;
  await t.drop(page, await written(t, { [name]: content.repeat(8) }));
  await page.waitForSelector(".verdict");
  for (const [key, drawn] of Object.entries({ ...VIEWS, r: ".row .line" })) {
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await page.waitForSelector(drawn);
    assert.equal(await page.locator(".main img, .main script, .main b, .main a[href^=javascript]").count(), 0);
  }
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.waitForSelector(".row .line");
  const text = await page.locator(".rows").textContent();
  assert.ok(text.includes("<script>document.title='run'</script>"));
  assert.ok(text.includes("⟨U+202E⟩") && text.includes("⟨U+001B⟩") && !text.includes("\u202e"));
  assert.ok((await page.title()).includes(name));
});

test("a folder of logs is read with the names in it", async (t) => {
  const [anchor] = await written(t, { "anchor.txt": "" });
  const folder = path.join(path.dirname(anchor), "logs");
  await mkdir(path.join(folder, "old"), { recursive: true });
  await writeFile(path.join(folder, "app.log"), line("2026-01-04 10:00:00", "one"));
  await writeFile(path.join(folder, "old", "app.log"), line("2026-01-03 10:00:00", "two"));
  await writeFile(path.join(folder, ".hidden"), "no log");
  const page = await t.open();
  await page.locator("input[type=file]").nth(1).setInputFiles(folder);
  await page.waitForSelector(".verdict");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  assert.deepEqual(await page.locator(".file h2").allTextContents(), ["logs/app.log", "logs/old/app.log"]);
});

test("an analysis that would be lost is asked for first", async (t) => {
  const page = await analysed(t);
  await t.drop(page, await written(t, { "app.log": line("2026-01-04 10:00:00", "one") }));
  await page.getByRole("button", { name: "Keep it" }).click();
  assert.match(await page.locator(".top-files").textContent(), /access\.log/);
});

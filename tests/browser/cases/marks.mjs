// What a person says of incidents: at once in effect, taken back, kept on request, taken along.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { analysed, assertFits, drawn, NARROW, samplePaths, WIDE, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

const rows = (page) => page.locator(".incident-row");
const ids = (page) => rows(page).evaluateAll((all) => all.map((row) => row.dataset.item));
const listed = async (page) => {
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await rows(page).first().waitFor();
};
/** Until a condition on the page's own database holds. */
const stored = (page) => page.evaluate(() => new Promise((done, failed) => {
  const request = indexedDB.open("jejak");
  request.onerror = failed;
  request.onsuccess = () => {
    const database = request.result;
    if (!database.objectStoreNames.contains("marks")) return done("");
    const all = database.transaction("marks").objectStore("marks").getAll();
    all.onsuccess = () => { database.close(); done(all.result.join("")); };
  };
}));

test("a wrong incident sinks and counts for nothing until it is taken back", async (t) => {
  const page = await analysed(t);
  const verdict = await page.locator(".verdict").textContent();
  const risk = async () => {
    // The parts of the overview change one after the other.
    await page.waitForSelector(".overview[aria-busy]", { state: "detached" });
    return page.locator(".figure", { hasText: "Average risk" }).locator(".figure-value").textContent();
  };
  const before = await risk();
  await listed(page);
  const order = await ids(page);
  await rows(page).first().click();
  await page.getByRole("button", { name: "Wrong" }).click();
  await page.getByText("Called wrong").waitFor();
  await t.assertAccessible(page);
  await t.screenshot(page, "marks-wrong");
  await page.keyboard.press("Escape");
  await page.locator(".incident-row.is-wrong").waitFor();
  assert.equal((await ids(page)).at(-1), order[0], "it is the last one now");
  await t.screenshot(page, "marks-list");
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.getByText("1 incident left out").waitFor();
  assert.notEqual(await risk(), before);
  assert.notEqual(await page.locator(".verdict").textContent(), verdict);
  await page.keyboard.press("Control+z");
  await page.getByText("1 incident left out").waitFor({ state: "detached" });
  assert.equal(await risk(), before);
  assert.equal(await page.locator(".verdict").textContent(), verdict);
});

test("a mute hides what it names, for as long as it says", async (t) => {
  const page = await t.open({ viewport: WIDE });
  await page.clock.install();
  // Timers that were set before tell the real time.
  await page.reload();
  await page.locator("[data-sample=break-in]").click();
  await page.waitForSelector(".verdict");
  await listed(page);
  const all = await ids(page);
  await rows(page).first().click();
  await page.locator(".teach-mute summary").click();
  const about = page.getByLabel(/^Everything about/).first();
  await about.check();
  await page.locator(".teach-span select").selectOption("hour");
  await t.assertAccessible(page);
  await t.screenshot(page, "marks-mute");
  await page.locator(".teach-form").getByRole("button", { name: "Mute" }).click();
  await page.getByText("Muted: it is at the end").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".muted-fold summary").waitFor();
  const left = await ids(page);
  assert.ok(left.length < all.length && !left.includes(all[0]));
  await page.locator(".muted-fold summary").click();
  await page.locator(".muted-fold .incident-row").first().waitFor();
  await t.screenshot(page, "marks-muted");
  await page.locator(".muted-fold summary").click();
  await page.clock.fastForward("59:00");
  assert.equal(await page.locator(".muted-fold").count(), 1);
  await page.clock.fastForward("02:10");
  await page.locator(".muted-fold").waitFor({ state: "detached" });
  assert.deepEqual(await ids(page), all);
});

test("who goes on at once after saying something is not taken back", async (t) => {
  const page = await analysed(t);
  await listed(page);
  await rows(page).nth(0).focus();
  const stays = await page.evaluate(() => new Promise((done) => {
    const [first, , , fourth] = document.querySelectorAll(".incident-row");
    first.dispatchEvent(new KeyboardEvent("keydown", { key: "y", bubbles: true }));
    fourth.focus();
    requestAnimationFrame(() => requestAnimationFrame(() => done(document.activeElement === fourth)));
  }));
  assert.ok(stays);
  await page.getByRole("button", { name: "What you said (1)" }).waitFor();
});

test("what was said is kept only when asked, listed, and removed", async (t) => {
  const page = await analysed(t);
  await listed(page);
  await rows(page).nth(0).focus();
  await page.keyboard.press("y");
  await rows(page).nth(1).focus();
  await page.keyboard.press("n");
  await rows(page).nth(0).focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "What you said (3)" }).click();
  assert.equal(await stored(page), "", "nothing is kept unasked");
  await page.getByLabel("Keep this on this device").check();
  while (!(await stored(page)).includes('"wrong"'));
  assert.ok(!/sshd\[\d+\]: /.test(await stored(page)), "no line of a log is kept");
  await t.assertAccessible(page);
  await t.screenshot(page, "marks-drawer");

  await page.reload();
  await t.drop(page, await samplePaths());
  await page.waitForSelector(".verdict");
  await page.getByText(/incidents? left out/).click();
  await page.locator(".said-list li").nth(2).waitFor();
  await page.locator(".said-list li").first().getByRole("button", { name: /^Take back/ }).click();
  await page.waitForFunction(() => document.querySelectorAll(".said-list li").length === 2);
  await page.getByLabel("Keep this on this device").uncheck();
  while ((await stored(page)) !== "");
  await page.getByRole("button", { name: "Take everything back" }).click();
  await page.getByText("Nothing yet.").waitFor();
});

test("labels go out as CSV and JSON lines, and come in again", async (t) => {
  const page = await analysed(t);
  await listed(page);
  await rows(page).nth(0).focus();
  await page.keyboard.press("y");
  await rows(page).nth(1).focus();
  await page.keyboard.press("x");
  await page.getByRole("button", { name: /^What you said/ }).click();
  const saved = async (name) => {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name }).click(),
    ]);
    return readFile(await download.path(), "utf8");
  };
  const csv = await saved("Export as CSV");
  assert.match(csv, /^\ufeffsaid,incident,kind,entity_type,entity,/);
  assert.match(csv, /\r\nright,[0-9a-f]+,/);
  assert.match(csv, /\r\nmute,[0-9a-f]+,/);
  const lines = await saved("Export as JSON lines");
  assert.deepEqual(lines.trim().split("\n").map((line) => JSON.parse(line).said), ["label", "mute"]);
  await page.getByRole("button", { name: "Take everything back" }).click();
  await page.getByText("Nothing yet.").waitFor();
  const [path] = await written(t, { "labels.jsonl": `${lines}\nnonsense\n` });
  await page.locator("input[accept='.jsonl']").setInputFiles(path);
  await page.getByText("2 taken in, 1 not understood").waitFor();
  await page.waitForFunction(() => document.querySelectorAll(".said-list li").length === 2);
});

test("what was said fits a narrow dark screen in Indonesian", async (t) => {
  const page = await t.open({ viewport: NARROW, colorScheme: "dark", fragment: "#lang=id" });
  await page.locator("[data-sample=break-in]").click();
  await page.waitForSelector(".verdict");
  await drawn(page);
  await listed(page);
  await rows(page).first().click();
  await page.locator(".teach-mute summary").click();
  await assertFits(page);
  await t.screenshot(page, "marks-narrow-mute");
  await page.getByLabel("Hanya insiden ini").check();
  await page.locator(".teach-form").getByRole("button", { name: "Bisukan" }).click();
  await page.getByText("Dibisukan: ada di akhir daftar.").waitFor();
  await page.getByRole("button", { name: "Keliru" }).click();
  await assertFits(page);
  await t.assertAccessible(page);
  await t.screenshot(page, "marks-narrow");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Yang Anda nyatakan/ }).click();
  await page.locator(".said-list li").nth(1).waitFor();
  await assertFits(page);
  await t.assertAccessible(page);
  await t.screenshot(page, "marks-narrow-drawer");
});

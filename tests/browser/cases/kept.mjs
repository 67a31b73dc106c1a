// Analyses kept on this device: only when asked, without a line of the logs, and deletable.

import assert from "node:assert/strict";
import { analysed, drawn } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

/** Everything in the page's database, as text. */
const database = (page) => page.evaluate(async () => {
  const answer = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  if (!(await indexedDB.databases()).some(({ name }) => name === "jejak")) return "";
  const database = await answer(indexedDB.open("jejak"));
  const all = [];
  for (const store of database.objectStoreNames) {
    all.push(await answer(database.transaction(store).objectStore(store).getAll()));
  }
  database.close();
  return JSON.stringify(all.flat());
});

test("an analysis is kept when asked, opens without its files, and can be deleted", async (t) => {
  const page = await analysed(t);
  assert.ok(!(await database(page)).includes("budi"), "nothing is kept unasked");
  const verdict = await page.locator(".verdict").textContent();
  await page.getByRole("button", { name: "Keep on this device" }).click();
  await page.getByRole("button", { name: "Kept on this device" }).waitFor();
  const kept = await database(page);
  assert.ok(kept.includes("203.0.113.66"), "the findings are kept");
  assert.ok(!/sshd\[\d+\]: |\d+ \+0000\] "GET/.test(kept), "no line of a log is kept");

  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("m");
  await page.locator(".is-mark").waitFor();
  // The mark is written a moment later.
  while (!/"marked":\["/.test(await database(page)));

  await page.reload();
  await page.waitForSelector(".kept-list li");
  await t.assertAccessible(page);
  await t.screenshot(page, "kept-home");
  await page.locator(".kept-open").click();
  await page.waitForSelector(".verdict");
  assert.equal(await page.locator(".verdict").textContent(), verdict);
  assert.match(await page.locator(".note").textContent(), /without its log files/);
  assert.equal(await page.locator(".is-mark").count(), 1, "marks are kept too");
  await drawn(page);
  await page.locator(".incident-row").first().click();
  assert.match(await page.locator(".evidence .failure").textContent(), /kept without its log files/);
  assert.equal(await page.locator(".evidence .failure").count(), 1);
  await t.assertAccessible(page);
  await t.screenshot(page, "kept-incident");

  await page.reload();
  await page.waitForSelector(".kept-list li");
  await page.getByRole("button", { name: /^Delete:/ }).click();
  await page.waitForSelector(".kept-list", { state: "detached" });
  assert.equal(await database(page), "[]");
});

test("all kept analyses are deleted at once", async (t) => {
  const page = await t.open();
  for (const sample of ["break-in", "calm"]) {
    await page.locator(`[data-sample=${sample}]`).click();
    await page.getByRole("button", { name: "Keep on this device" }).click();
    await page.getByRole("button", { name: "Kept on this device" }).waitFor();
    await page.reload();
  }
  await page.waitForFunction(() => document.querySelectorAll(".kept-list li").length === 2);
  await page.getByRole("button", { name: "Delete all" }).click();
  await page.waitForSelector(".kept-list", { state: "detached" });
  assert.equal(await database(page), "[]");
});

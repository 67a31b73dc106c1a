// The models view: cards with a threshold that moves, and a forest that learns what the person said.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { assertFits, NARROW, WIDE, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

/** Two days of a host: colleagues sign in, six addresses guess passwords. */
function guesses() {
  const lines = [];
  const at = (second, text) => lines.push([second, text]);
  for (let i = 0; i < 200; i += 1) {
    at(i * 800, `Accepted publickey for ani from 192.0.2.${10 + (i % 8)} port 5022 ssh2: ED25519 SHA256:abc`);
    if (i % 9 === 0) at(i * 800 + 7, `Failed password for ani from 192.0.2.${10 + (i % 8)} port 5022 ssh2`);
  }
  for (let source = 0; source < 6; source += 1) {
    for (let i = 0; i < 40; i += 1) {
      at(20_000 + source * 20_000 + i * 9, `Failed password for root from 203.0.113.${source + 1} port 4022 ssh2`);
    }
  }
  lines.sort((a, b) => a[0] - b[0]);
  const stamp = (second) => new Date(Date.UTC(2026, 2, 2) + second * 1000).toISOString().slice(0, 19) + "+00:00";
  return lines.map(([second, text]) => `${stamp(second)} web sshd[1]: ${text}`).join("\n") + "\n";
}

const rows = (page) => page.locator(".incident-row");
async function go(page, key, title) {
  await page.keyboard.press("g");
  await page.keyboard.press(key);
  await page.getByRole("heading", { level: 1, name: title }).waitFor();
}
async function shown(t, page) {
  await t.drop(page, await written(t, { "auth.log": guesses() }));
  await page.waitForSelector(".verdict");
}

test("every model has a card whose threshold can be moved", async (t) => {
  const page = await t.open({ viewport: WIDE });
  await shown(t, page);
  await go(page, "m", "Models");
  const cards = page.locator(".model");
  await cards.nth(4).waitFor();
  await t.screenshot(page, "models");
  await t.assertAccessible(page);
  const forest = page.locator(".model", { hasText: "Random forest on sign-ins" });
  await forest.locator("> summary").click();
  await forest.locator(".matrix").waitFor();
  const counts = () => forest.locator(".matrix-n").allTextContents();
  const own = await counts();
  await forest.locator("input[type=range]").fill("990");
  assert.notDeepEqual(await counts(), own, "the matrix follows the threshold");
  await forest.getByRole("button", { name: "Back to its own" }).click();
  assert.deepEqual(await counts(), own);
  await forest.getByLabel("Measured on").selectOption("other_wordings");
  assert.notDeepEqual(await counts(), own);
  await forest.locator(".tree-paper svg").waitFor();
  await forest.locator(".highest summary").first().click();
  assert.ok(await forest.locator(".decision tbody tr").count() > 0, "a decision is told as its path");
  await t.assertAccessible(page);
  await t.screenshot(page, "models-forest", { fullPage: false });
  await forest.locator(".matrix").scrollIntoViewIfNeeded();
  await t.screenshot(page, "models-matrix");
  await forest.locator(".tree-paper").scrollIntoViewIfNeeded();
  await t.screenshot(page, "models-tree");
});

test("a forest that comes with the page judges only while it is on", async (t) => {
  const page = await t.open({ viewport: WIDE });
  await shown(t, page);
  await go(page, "m", "Models");
  const forest = page.locator(".model", { hasText: "Random forest on sign-ins" });
  await forest.locator("> summary").click();
  await forest.getByRole("button", { name: "Let it judge", exact: true }).click();
  await forest.getByText("It judges the open logs.").waitFor();
  await page.getByRole("button", { name: "Do not let it judge" }).waitFor();
  const shares = async () => {
    await go(page, "i", "Incidents");
    await rows(page).first().click();
    const text = await page.locator(".shares").textContent();
    await page.keyboard.press("Escape");
    return text;
  };
  assert.match(await shares(), /Random forest on sign-ins/);
  await go(page, "m", "Models");
  await forest.locator("> summary").click();
  await page.getByRole("button", { name: "Do not let it judge" }).click();
  await page.getByRole("button", { name: "Let it judge", exact: true }).waitFor();
  assert.doesNotMatch(await shares(), /Random forest/);
});

test("a forest is retrained on what was said, tried, accepted and taken along", async (t) => {
  const page = await t.open({ viewport: WIDE });
  await shown(t, page);
  await go(page, "m", "Models");
  await page.getByText(/call at least one incident with an address right/).waitFor();
  await go(page, "i", "Incidents");
  const all = await rows(page).count();
  const titles = await rows(page).locator(".incident-title").allTextContents();
  for (let i = 0; i < all; i += 1) {
    if (!/203\.0\.113/.test(titles[i])) continue;
    await rows(page).nth(i).focus();
    await page.keyboard.press("y");
  }
  await go(page, "m", "Models");
  await page.getByRole("button", { name: "Retrain", exact: true }).click();
  await page.locator(".trial").waitFor();
  await t.assertAccessible(page);
  await page.locator(".trial").scrollIntoViewIfNeeded();
  await t.screenshot(page, "models-trial");
  await page.getByRole("button", { name: "Discard it" }).click();
  await page.locator(".trial").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Retrain", exact: true }).click();
  await page.getByRole("button", { name: "Accept it" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export", exact: true }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  assert.equal(JSON.parse(text).manifest.name, "own-forest");
  assert.ok(!text.includes("203.0.113"), "no name of a log is in it");
  await t.screenshot(page, "models-own");
  await page.getByRole("button", { name: /^Delete it/ }).click();
  await page.getByRole("button", { name: "Export", exact: true }).waitFor({ state: "detached" });
  const unlike = JSON.parse(text);
  unlike.manifest.schema.features.reverse();
  const [good, bad, other] = await written(t, {
    "forest.json": text,
    "other.json": "{}",
    "unlike.json": JSON.stringify(unlike),
  });
  const input = page.locator("input[accept='.json']");
  await input.setInputFiles(bad);
  await page.getByText("This file is no forest of Jejak").waitFor();
  await input.setInputFiles(other);
  await page.getByText("This forest counts other things than this version of Jejak does").waitFor();
  await input.setInputFiles(good);
  await page.getByRole("button", { name: "Export", exact: true }).waitFor();
});

test("the models fit a narrow dark screen in Indonesian", async (t) => {
  const page = await t.open({ viewport: NARROW, colorScheme: "dark", fragment: "#lang=id" });
  await shown(t, page);
  await go(page, "m", "Model");
  const forest = page.locator(".model", { hasText: "Hutan acak upaya masuk" });
  await forest.locator("> summary").click();
  await forest.locator(".matrix").waitFor();
  await t.assertAccessible(page);
  await assertFits(page);
  await forest.locator(".matrix").scrollIntoViewIfNeeded();
  await t.screenshot(page, "models-narrow");
  await forest.locator(".tree-paper").scrollIntoViewIfNeeded();
  await t.screenshot(page, "models-narrow-tree");
});

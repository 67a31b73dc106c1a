// A person's walk through the page, with the keyboard alone: from the sample to the proof and back.

import assert from "node:assert/strict";
import { assertFits, drawn, NARROW, state, WIDE } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

/** Tab until the focus is on what fits; fails when it comes round. */
async function tabTo(page, selector, limit = 60) {
  for (let i = 0; i < limit; i++) {
    await page.keyboard.press("Tab");
    const isThere = await page.evaluate((selector) => document.activeElement?.matches(selector), selector);
    if (isThere) return;
  }
  throw new Error(`Tab does not come to ${selector}`);
}

const focused = (page, attribute) => page.evaluate((name) => document.activeElement?.getAttribute(name), attribute);
const press = async (page, keys) => {
  for (const key of keys.split(" ")) await page.keyboard.press(key);
};

for (const [width, viewport] of [[1440, WIDE], [390, NARROW]]) {
  test(`from the sample to the proof and back by keyboard alone, ${width} px`, async (t) => {
    const page = await t.open({ viewport });
    await tabTo(page, "[data-sample=break-in]");
    await press(page, "Enter");
    await page.waitForSelector(".verdict");
    assert.match(await page.locator(".verdict").textContent(), /got in as budi/);
    await drawn(page);
    await assertFits(page);

    await press(page, "g i");
    assert.equal(state(page).get("v"), "incidents");
    // The story first, then its incidents.
    await press(page, "j Enter");
    await page.waitForSelector(".chain[open] .chain-step");
    await press(page, "j j");
    const second = await focused(page, "data-item");
    assert.equal(second, await page.locator(".incident-row").nth(1).getAttribute("data-item"));
    await press(page, "k Enter");
    const open = state(page).get("i");
    assert.equal(open, await page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get("i")));
    await page.waitForSelector(".evidence-row .line");
    await page.waitForSelector(".evidence-row mark");
    await tabTo(page, ".evidence-acts .link[aria-expanded]");
    await press(page, "Enter");
    await page.waitForFunction(() => document.querySelectorAll(".evidence-line:first-child .evidence-row").length >= 5);
    await assertFits(page);

    await press(page, "Escape");
    await page.waitForFunction((id) => document.activeElement?.getAttribute("data-item") === id, open);
    assert.equal(state(page).get("i"), null);

    await press(page, "g r");
    await page.waitForSelector(".row .line");
    await tabTo(page, ".rows");
    await press(page, "j j j Enter");
    await page.waitForSelector(".fields dt");
    assert.match(await page.locator(".row-open").textContent(), /message/);
    await tabTo(page, ".field-row .act");
    await press(page, "Enter");
    await page.waitForFunction(() => new URLSearchParams(location.hash.slice(1)).has("w"));
    await assertFits(page);

    await press(page, "/");
    assert.equal(await focused(page, "data-search"), "true");
    await page.keyboard.type("budi");
    await press(page, "Enter");
    assert.equal(state(page).get("q"), "budi");

    await press(page, "Escape g o");
    assert.equal(state(page).get("v"), "overview");
    await press(page, "?");
    await page.waitForSelector(".keys");
    await press(page, "Escape");
    await page.waitForSelector(".keys", { state: "detached" });
  });
}

test("the address brings the view back when the same files are read again", async (t) => {
  const page = await t.open({ viewport: WIDE });
  await page.locator("[data-sample=break-in]").click();
  await page.waitForSelector(".verdict");
  await press(page, "g i j j Enter");
  await page.waitForSelector(".evidence-row .line");
  const address = page.url();
  const sentence = await page.locator(".incident h1").textContent();

  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.goBack();
  await page.waitForSelector(".incident h1");
  assert.equal(page.url(), address);

  const id = state(page).get("i");
  await page.goBack();
  await page.waitForSelector(".incident-filters");
  await page.waitForFunction((id) => document.activeElement?.dataset.item === id, id);

  await page.evaluate((hash) => { location.hash = "v=records&lang=id"; location.hash = hash; }, new URL(address).hash);
  await page.waitForSelector(".incident h1");
  assert.equal(await page.locator(".incident h1").textContent(), sentence);
  assert.equal(await page.getAttribute("html", "lang"), "en");

  await page.reload();
  await page.waitForSelector(".home");
  assert.equal(state(page).get("lang"), "en", "what the person chose outlives a reload; files do not");
});

test("the command palette finds views, commands, incidents and files in both languages", async (t) => {
  const page = await t.open({ viewport: WIDE });
  await page.keyboard.press("Control+k");
  await page.waitForSelector(".palette");
  assert.equal(await page.getByRole("option", { name: /Incidents/ }).count(), 0, "no views without an analysis");
  await press(page, "Escape");

  await page.locator("[data-sample=break-in]").click();
  await page.waitForSelector(".verdict");
  await press(page, "Control+k");
  await t.assertAccessible(page);
  await t.screenshot(page, "palette");
  await page.keyboard.type("templ");
  await press(page, "Enter");
  await page.waitForSelector(".templates-table");
  assert.equal(state(page).get("v"), "templates");

  await press(page, "Control+k");
  await page.keyboard.type("taken over");
  await press(page, "Enter");
  await page.waitForSelector(".incident h1");
  assert.match(await page.locator(".incident h1").textContent(), /budi/);

  await press(page, "Control+k");
  await page.keyboard.type("bahasa indonesia");
  await press(page, "Enter");
  await page.waitForFunction(() => document.documentElement.lang === "id");
  await press(page, "Control+k");
  await page.keyboard.type("app.log");
  await press(page, "ArrowDown ArrowUp Enter");
  await page.waitForSelector(".row .line");
  assert.equal(state(page).getAll("f").length, 1);
  await press(page, "Control+k");
  await page.keyboard.type("tema: gelap");
  await press(page, "Enter");
  await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  await press(page, "Control+k");
  await page.keyboard.type("qqqq");
  assert.match(await page.locator(".palette-hint").textContent(), /Tidak ada yang cocok/);
  await press(page, "Escape");
  await page.waitForSelector(".palette", { state: "detached" });
});

test("an incident is marked and muted by key, and found again", async (t) => {
  const page = await t.open({ viewport: WIDE });
  await page.locator("[data-sample=break-in]").click();
  await page.waitForSelector(".verdict");
  await press(page, "g i j j");
  const rows = page.locator(".incident-row");
  const n = await rows.count();
  const first = await focused(page, "data-item");
  await press(page, "m");
  await rows.first().locator(".is-mark").waitFor();
  await press(page, "j x");
  await page.waitForFunction((n) => document.querySelectorAll(".incident-row").length === n - 1, n);
  await page.waitForFunction(() => document.activeElement?.classList.contains("incident-row"));
  await page.getByRole("button", { name: /^Muted/ }).click();
  assert.equal(await rows.count(), 1);
  await rows.first().click();
  await press(page, "x Escape");
  await page.getByRole("button", { name: /^Muted/ }).click();
  assert.equal(await rows.count(), n);
  await page.getByRole("button", { name: /^Marked/ }).click();
  assert.deepEqual(await rows.evaluateAll((rows) => rows.map((row) => row.dataset.item)), [first]);
});

test("templates are joined, shown by example, split and undone", async (t) => {
  const page = await t.open({ viewport: WIDE });
  await page.locator("[data-sample=break-in]").click();
  await page.waitForSelector(".verdict");
  await press(page, "g t");
  const rows = page.locator(".templates-table tbody tr");
  await rows.first().waitFor();
  const count = async (i) => Number((await rows.nth(i).locator(".num").first().textContent()).replaceAll(",", ""));
  const [first, second] = [await count(0), await count(1)];
  const pulse = page.getByRole("img", { name: /^Most at .+: [\d,]+ records?$/ });
  assert.equal(await pulse.count(), await rows.getByRole("checkbox").count(), "each template tells when it came");
  await rows.nth(0).getByRole("checkbox").check();
  await rows.nth(1).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Join 2 templates into one" }).click();
  await page.waitForFunction((n) => Number(document.querySelector(".templates-table .num:not(th)").textContent.replaceAll(",", "")) === n, first + second);
  await rows.first().getByRole("button", { name: "Example" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".templates-line").length === 2);
  await page.waitForFunction(() => [...document.querySelectorAll(".templates-line")].every((line) => /\d/.test(line.textContent)));
  await t.screenshot(page, "templates-joined");
  await t.assertAccessible(page);
  await rows.first().getByRole("button", { name: "Split again" }).click();
  await page.waitForFunction((n) => Number(document.querySelector(".templates-table .num:not(th)").textContent.replaceAll(",", "")) === n, first);
  await page.getByRole("button", { name: "Undo the last change" }).click();
  await page.waitForFunction((n) => Number(document.querySelector(".templates-table .num:not(th)").textContent.replaceAll(",", "")) === n, first + second);
  await rows.first().locator(".link.mono").first().click();
  assert.equal(state(page).getAll("t").length, 2);
  await page.locator(".view-head [role=status]", { hasText: (first + second).toLocaleString("en-GB") }).waitFor();
});

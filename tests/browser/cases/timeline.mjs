// The pinned timeline: choosing a range by hand and by key, going in and back, its table, its lanes.

import assert from "node:assert/strict";
import { analysed, drawn } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

/** Drags over the bars, from and to in shares of their width; leaves the button down. */
async function drag(page, from, to) {
  const area = await page.locator(".timeline-area").boundingBox();
  const y = area.y + 40;
  await page.mouse.move(area.x + area.width * from, y);
  await page.mouse.down();
  await page.mouse.move(area.x + area.width * (from + to) / 2, y + 3, { steps: 5 });
  await page.mouse.move(area.x + area.width * to, y, { steps: 5 });
}

const ranges = (page) => new URLSearchParams(new URL(page.url()).hash.slice(1)).getAll("r");
const crumbs = (page) => page.locator(".timeline-crumbs button");
const chosen = (page) => page.locator(".timeline-selection");

test("a drag on the timeline previews a range; keys and buttons go in and back", async (t) => {
  const page = await analysed(t);
  await drag(page, 0.3, 0.6);
  assert.match(await chosen(page).textContent(), /\d records?/);
  const inHand = await chosen(page).textContent();
  await page.mouse.up();
  assert.equal(await chosen(page).textContent(), inHand, "letting go changes nothing");
  assert.deepEqual(ranges(page), [], "a preview is no step");
  await t.screenshot(page, "timeline-preview");

  await page.keyboard.press("Enter");
  await chosen(page).waitFor({ state: "detached" });
  assert.equal(ranges(page).length, 1);
  assert.equal(await crumbs(page).count(), 2);

  await drawn(page);
  await drag(page, 0.7, 0.4);
  await page.mouse.up();
  await page.getByRole("button", { name: "Zoom", exact: true }).click();
  assert.equal(ranges(page).length, 2);
  const [outer, inner] = ranges(page).map((range) => range.split("~").map(Number));
  assert.ok(outer[0] <= inner[0] && inner[1] <= outer[1], "each range lies in the one before");

  await page.keyboard.press("u");
  assert.equal(ranges(page).length, 1);
  await drawn(page);
  await drag(page, 0.2, 0.4);
  await page.mouse.up();
  await page.keyboard.press("Escape");
  await chosen(page).waitFor({ state: "detached" });
  assert.equal(ranges(page).length, 1, "Esc drops the preview and nothing else");

  await crumbs(page).first().click();
  assert.deepEqual(ranges(page), []);
});

test("the records list holds what the preview said", async (t) => {
  const page = await analysed(t);
  await drag(page, 0.35, 0.55);
  await page.mouse.up();
  const [, said] = (await chosen(page).textContent()).match(/, ([\d,]+) records?/);
  await page.keyboard.press("z");
  const [range] = ranges(page).map((range) => range.split("~").map(Number));
  assert.equal((range[1] + 1) % 1_000_000, 0, "a range ends where the next bar begins");
  await page.getByRole("button", { name: "Show as a table" }).click();
  const totals = await page.locator(".timeline-table tbody td:last-child").allTextContents();
  const sum = totals.reduce((sum, text) => sum + Number(text.replaceAll(",", "")), 0);
  assert.equal(sum, Number(said.replaceAll(",", "")));
});

test("the keyboard alone chooses a range on the timeline", async (t) => {
  const page = await analysed(t);
  const slider = page.getByRole("slider", { name: "Place on the timeline" });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  const first = await slider.getAttribute("aria-valuetext");
  for (let i = 0; i < 30; i++) await page.keyboard.press("ArrowRight");
  assert.notEqual(await slider.getAttribute("aria-valuetext"), first);
  assert.equal(await chosen(page).count(), 0);

  for (let i = 0; i < 25; i++) await page.keyboard.press("Shift+ArrowRight");
  const wide = await chosen(page).textContent();
  await page.keyboard.press("Shift+ArrowLeft");
  assert.notEqual(await chosen(page).textContent(), wide, "the choice shrinks from where it began");
  assert.match(await page.locator(".timeline [role=status]").textContent(), /\d records?$/);
  await t.screenshot(page, "timeline-keyboard");

  await page.keyboard.press("Enter");
  assert.equal(ranges(page).length, 1);
  await drawn(page);
  const here = ranges(page);
  await page.keyboard.press("]");
  assert.notDeepEqual(ranges(page), here, "the later range");
  await page.keyboard.press("[");
  assert.deepEqual(ranges(page), here);
  await page.keyboard.press("u");
  assert.deepEqual(ranges(page), []);
});

test("pointing at the timeline tells what is there, and a click opens an incident", async (t) => {
  const page = await analysed(t);
  const bar = page.locator(".timeline-paper .xy2 .barlayer path").first();
  const box = await bar.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
  await page.waitForSelector(".timeline-paper .hoverlayer .hovertext");
  await t.screenshot(page, "timeline-hover");
  await page.mouse.down();
  await page.mouse.up();
  await page.waitForFunction(() => new URLSearchParams(location.hash.slice(1)).get("i"));
  assert.equal(await chosen(page).count(), 0);
});

test("pointing at the counts tells the bar's figures, and the pointer takes them along", async (t) => {
  const page = await analysed(t);
  const area = await page.locator(".timeline-area").boundingBox();
  const hint = page.locator(".timeline-hint");
  assert.equal(await hint.count(), 0);
  const said = new Set();
  for (let share = 0.02; share < 1; share += 0.02) {
    await page.mouse.move(area.x + area.width * share, area.y + 50);
    if (await hint.count()) said.add(await hint.innerText());
  }
  assert.ok(said.size > 3, "bars say different things");
  for (const text of said) assert.match(text, /[\d,]+ records?\n.+: [\d,]+/);
  await t.screenshot(page, "timeline-pointed");
  await page.mouse.move(area.x + area.width / 2, area.y + area.height + 200);
  assert.equal(await hint.count(), 0, "nothing is left when the pointer has gone");
});

test("the table of the timeline has the chart's figures", async (t) => {
  const page = await analysed(t);
  await page.getByRole("button", { name: "Show as a table" }).click();
  const rows = page.locator(".timeline-table tbody tr");
  assert.ok((await rows.count()) < 200);
  await rows.nth(2).getByRole("button").click();
  assert.match(await chosen(page).textContent(), /\d records?/);
  await t.assertAccessible(page, ".timeline");
  await t.screenshot(page, "timeline-table");
  await page.getByRole("button", { name: "Show as a chart" }).click();
  await drawn(page);
});

test("the timeline fits a narrow window, a dark theme and Indonesian", async (t) => {
  const narrow = await analysed(t, { viewport: { width: 390, height: 844 }, hasTouch: true });
  assert.equal(await narrow.locator(".timeline-paper .xy2 .barlayer path").count(), 0, "one row, no lanes");
  await t.assertAccessible(narrow, ".timeline");
  await t.screenshot(narrow, "timeline-390");
  await narrow.getByRole("button", { name: "Show incidents and metrics on the timeline" }).click();
  await narrow.waitForSelector(".timeline-paper .xy2 .barlayer path");
  await t.screenshot(narrow, "timeline-390-unfolded");

  const dark = await analysed(t, { colorScheme: "dark", locale: "id-ID" });
  await t.assertAccessible(dark, ".timeline");
  await drag(dark, 0.3, 0.5);
  await dark.mouse.up();
  await t.screenshot(dark, "timeline-dark-id");
  const colour = () => dark.locator(".timeline-paper .barlayer path").first().evaluate((path) => path.style.fill);
  const before = await colour();
  await dark.emulateMedia({ colorScheme: "light" });
  await dark.waitForFunction((before) => document.querySelector(".timeline-paper .barlayer path").style.fill !== before, before);
  await t.screenshot(dark, "timeline-light-id");
});

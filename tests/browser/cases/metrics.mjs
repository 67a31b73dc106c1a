// Metrics on the timeline: a load that rises while sign-ins are refused, and the choice of series.

import assert from "node:assert/strict";
import { analysed, assertFits, drawn, NARROW, state, WIDE, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

const START_S = Date.UTC(2026, 2, 10, 9) / 1000;
const N_MINUTES = 60;
/** From and to, in minutes. */
const PEAK = [30, 36];
const isPeak = (minute) => minute >= PEAK[0] && minute < PEAK[1];

/** Sign-ins every twenty seconds; at the peak somebody guesses. */
function signIns() {
  const lines = [];
  for (let s = 0; s < N_MINUTES * 60; s += 20) {
    const stamp = new Date((START_S + s) * 1000).toISOString().slice(0, 19) + "+00:00";
    const guesses = isPeak(s / 60) ? 6 : 0;
    lines.push(`${stamp} web sshd[${1000 + s}]: Accepted publickey for deploy from 192.0.2.7 port 5022 ssh2: ED25519 SHA256:abc`);
    for (let i = 0; i < guesses; i++) {
      lines.push(`${stamp} web sshd[${2000 + s}]: Failed password for invalid user admin from 203.0.113.9 port ${40000 + i} ssh2`);
    }
  }
  return lines.join("\n") + "\n";
}

/** What a machine tells every fifteen seconds, as Prometheus' text with times. */
function samples() {
  const lines = ["# TYPE node_load1 gauge", "# TYPE node_network_receive_bytes_total counter"];
  const idle = [1000, 1000];
  let received = 0;
  for (let s = 0; s < N_MINUTES * 60; s += 15) {
    const peak = isPeak(s / 60);
    const ms = (START_S + s) * 1000;
    const add = (name, value) => lines.push(`${name} ${value} ${ms}`);
    idle.forEach((_, core) => {
      idle[core] += 15 * (peak ? 0.02 : 0.9);
      add(`node_cpu_seconds_total{cpu="${core}",mode="idle"}`, idle[core].toFixed(2));
    });
    received += peak ? 9e6 : 3e5;
    add("node_load1", peak ? 6.5 : (0.3 + (s % 45) / 300).toFixed(2));
    add("node_memory_MemTotal_bytes", 4e9);
    add("node_memory_MemAvailable_bytes", peak ? 4e8 : 3e9 + (s % 60) * 1e6);
    add('node_network_receive_bytes_total{device="eth0"}', received);
  }
  return lines.join("\n") + "\n# EOF\n";
}

const menu = (page) => page.locator(".timeline-metrics");
const lanes = (page) => page.locator(".timeline-paper .scatterlayer .js-line");
const labels = (page) => page.locator(".timeline-paper").evaluate((paper) => paper.textContent);

async function dropped(t, options = {}) {
  const page = await t.open({ viewport: WIDE, ...options });
  await t.drop(page, await written(t, { "auth.log": signIns(), "node.prom": samples() }));
  await page.waitForSelector(".verdict");
  await drawn(page);
  return page;
}

/** Moves over the middle of the peak, at the height of a lane. */
async function pointAtPeak(page) {
  const area = await page.locator(".timeline-area").boundingBox();
  const share = (PEAK[0] + PEAK[1]) / 2 / N_MINUTES;
  await page.mouse.move(area.x + area.width * share - 3, area.y + 140);
  await page.mouse.move(area.x + area.width * share, area.y + 140);
}

test("metrics lie over the same time as the records, and a bar tells both", async (t) => {
  const page = await dropped(t);
  assert.equal(await lanes(page).count(), 4);
  const said = await labels(page);
  for (const name of ["CPU in use", "Memory in use", "node_load1"]) assert.ok(said.includes(name), `${name} in ${said}`);
  await pointAtPeak(page);
  const hint = page.locator(".timeline-hint");
  await hint.waitFor();
  const told = await hint.textContent();
  assert.match(told, /CPU in use: 98\s%/);
  assert.match(told, /node_load1: 6\.5/);
  assert.match(told, /Warning: \d/);
  await t.screenshot(page, "metrics-light");

  const slider = page.getByRole("slider", { name: "Place on the timeline" });
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await slider.getAttribute("aria-valuetext"), /records?; CPU in use: 10\s%/);
  for (let i = 0; i < 12; i++) await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Enter");
  await drawn(page);
  assert.equal(state(page).getAll("r").length, 1);
  assert.equal(await lanes(page).count(), 4, "they stay in the range that was gone into");

  await page.getByRole("button", { name: "Show as a table" }).click();
  const heads = await page.locator(".timeline-table thead th").allTextContents();
  assert.equal(heads.filter((head) => head.includes("in use")).length, 2);
  await t.assertAccessible(page);
  await t.screenshot(page, "metrics-table");
});

test("series are searched and chosen, and the address keeps the choice", async (t) => {
  const page = await dropped(t);
  await menu(page).locator("summary").click();
  const search = page.getByRole("searchbox", { name: "Search metrics" });
  await search.fill("receive eth0");
  const box = menu(page).getByRole("checkbox");
  assert.equal(await box.count(), 1);
  const before = await lanes(page).count();
  const isOn = await box.isChecked();
  await box.setChecked(!isOn);
  await drawn(page);
  assert.equal(await lanes(page).count(), before + (isOn ? -1 : 1));
  assert.ok(state(page).getAll("m").length > 0);
  await t.assertAccessible(page);
  await t.screenshot(page, "metrics-choice");
  await search.fill("no such thing");
  await page.getByText("No metric has these words.").waitFor();

  await page.getByRole("button", { name: "Show none" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".timeline-paper .scatterlayer .js-line").length === 0);
  assert.deepEqual(state(page).getAll("m"), [""]);
  await page.getByRole("button", { name: "First choice again" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".timeline-paper .scatterlayer .js-line").length === 4);
  assert.deepEqual(state(page).getAll("m"), []);
  await page.keyboard.press("Escape");
  assert.equal(await menu(page).evaluate((it) => it.open), false);
});

test("metrics look well dark, narrow and in Indonesian", async (t) => {
  for (const [name, options] of Object.entries({
    "metrics-dark": { colorScheme: "dark" },
    "metrics-narrow": { viewport: NARROW },
    "metrics-id": { locale: "id-ID" },
  })) {
    const page = await dropped(t, options);
    if (options.viewport === NARROW) {
      await page.locator(".timeline-tool").last().click();
      await drawn(page);
    }
    assert.equal(await lanes(page).count(), 4, name);
    await t.screenshot(page, name);
    await menu(page).locator("summary").click();
    await menu(page).getByRole("searchbox").waitFor();
    await t.screenshot(page, `${name}-choice`);
    await assertFits(page);
    await t.assertAccessible(page);
    await page.context().close();
  }
});

test("without metrics nothing speaks of them", async (t) => {
  const page = await analysed(t);
  assert.equal(await menu(page).count(), 0);
});

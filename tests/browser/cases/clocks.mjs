// Files of machines in other zones and with wrong clocks, brought onto one axis.

import assert from "node:assert/strict";
import { assertFits, NARROW, WIDE, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

/** The same moments of the last half hour, by a till that writes local times, and by a web server that names its zone. */
function logs() {
  const local = (at) => new Date(at + 7 * 3_600_000).toISOString().slice(0, 19).split("T");
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const end = Math.floor(Date.now() / 1000) * 1000;
  const shop = [];
  const access = [];
  for (let i = 30; i >= 0; i--) {
    const [date, time] = local(end - i * 60_000);
    const [year, month, day] = date.split("-");
    shop.push(`${date} ${time} INFO [shop] order ${1000 + i} was paid`);
    access.push(`203.0.113.9 - - [${day}/${months[month - 1]}/${year}:${time} +0700] "GET /pay HTTP/1.1" 200 5`);
  }
  return { "shop.log": `${shop.join("\n")}\n`, "access.log": `${access.join("\n")}\n` };
}

const file = (page, name) => page.locator(".file", { hasText: name });
const span = (page, name) => file(page, name).locator("dd").last().textContent();
const button = (page, name, label) => file(page, name).getByRole("button", { name: label });

async function readAgain(page) {
  await page.getByRole("button", { name: "Read again with this clock" }).click();
  await page.locator(".file-clock").waitFor({ state: "detached" });
  await page.waitForSelector(".file");
}

test("a file of another zone is found out, and its clock is set apart from the others", async (t) => {
  const page = await t.open({ viewport: WIDE, timezoneId: "UTC" });
  await t.drop(page, await written(t, logs()));
  await page.waitForSelector(".verdict");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.waitForSelector(".file");
  assert.notEqual(await span(page, "shop.log"), await span(page, "access.log"));
  assert.match(await file(page, "shop.log").textContent(), /7 hours after the file was last changed/);

  // Esc leaves it as it was.
  await button(page, "shop.log", "Set its clock").click();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".file-clock").count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Set its clock");

  // The zone that fits is proposed.
  await button(page, "shop.log", "Set its clock").click();
  assert.equal(await page.getByLabel("Zone of its times").inputValue(), "wib");
  await t.screenshot(page, "file-clock");
  await readAgain(page);
  await page.getByText("last changed: it is probably").waitFor({ state: "detached" });
  assert.equal(await span(page, "shop.log"), await span(page, "access.log"));

  // A clock that was wrong, of times that name their zone.
  await button(page, "access.log", "Set its clock").click();
  assert.equal(await page.getByLabel("Zone of its times").count(), 0);
  await page.getByLabel("Its clock was").selectOption("fast");
  await page.getByLabel("Hours:minutes:seconds").fill("90");
  await page.getByRole("button", { name: "Read again with this clock" }).click();
  await page.getByRole("alert").getByText("Write how much it was").waitFor();
  await page.getByLabel("Hours:minutes:seconds").fill("24:00:30");
  await readAgain(page);
  await page.getByText("Its times were set back by 24:00:30, as you said.").waitFor();
  assert.notEqual(await span(page, "shop.log"), await span(page, "access.log"));

  // What was said of the other file stays, and each is taken back by itself.
  await page.setViewportSize(NARROW);
  await button(page, "access.log", "Set its clock").click();
  assert.equal(await page.getByLabel("Hours:minutes:seconds").inputValue(), "24:00:30");
  await assertFits(page);
  await t.screenshot(page, "file-clock-narrow");
  await page.getByRole("button", { name: "Back to the clock of all files" }).click();
  await page.getByText("Its times were set back").waitFor({ state: "detached" });
  assert.equal(await span(page, "shop.log"), await span(page, "access.log"));
});

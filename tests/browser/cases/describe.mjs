// A log format of one's own: described by marks and by a pattern, tried on the lines, kept, taken along.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { assertFits, NARROW, WIDE, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

/** Lines of a till that no known format reads: guessing in the middle, a login at its end. */
function till() {
  const lines = [];
  let at = Date.UTC(2026, 0, 4, 8);
  const say = (level, user, address, text, seconds) => {
    const [day, time] = new Date(at).toISOString().split(/[T.]/);
    const [year, month, date] = day.split("-");
    const [h, m, s] = time.split(":");
    lines.push(`${date}.${month}.${year} ${h}h${m}:${s} |${level}| till-7 ${user}@${address} > ${text}`);
    at += seconds * 1000;
  };
  for (let i = 0; i < 40; i++) say("INFO", "ana", "192.0.2.7", `sale ${1000 + i} paid in cash`, 37);
  for (let i = 0; i < 30; i++) say("WARN", "admin", "203.0.113.9", "login failed: wrong password", 2);
  say("INFO", "admin", "203.0.113.9", "login succeeded", 2);
  return lines.join("\n") + "\n";
}

async function openedFiles(t, options = {}) {
  const page = await t.open({ viewport: WIDE, ...options });
  await t.drop(page, await written(t, { "till.log": till() }));
  await page.waitForSelector(".verdict");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.waitForSelector(".file");
  return page;
}

/** Selects a part of the line and says what it is. */
async function mark(page, part, name) {
  await page.getByLabel("A line of the log").evaluate((input, part) => {
    const at = input.value.indexOf(part);
    input.focus();
    input.setSelectionRange(at, at + part.length);
  }, part);
  await page.getByRole("group", { name: "The selected part is:" }).getByRole("button", { name, exact: true }).click();
}

test("an unknown format is described by marks, read again, kept, taken along", async (t) => {
  const page = await openedFiles(t);
  assert.match(await page.locator(".file").textContent(), /Plain text/);
  await page.getByRole("button", { name: "Describe its format" }).click();
  await page.getByLabel("Name", { exact: true }).fill("till");
  await page.getByText("0 of 71 lines").or(page.getByText("Mark parts of a line")).first().waitFor();
  await mark(page, "04.01.2026 08h00:00", "Time");
  await mark(page, "INFO", "Level");
  await mark(page, "till-7", "Host");
  await mark(page, "ana", "User");
  await mark(page, "192.0.2.7", "Address");
  await mark(page, "sale 1000 paid in cash", "Message");
  // The time is of no known form yet.
  await page.getByText("its time is not understood").first().waitFor();
  await page.getByLabel("Form of the time").fill("%d.%m.%Y %Hh%M:%S");
  await page.getByText("71 of 71 lines are read as records.").waitFor();
  await t.screenshot(page, "describe-marks");
  await t.assertAccessible(page);
  await page.getByRole("button", { name: "Save and read the files again" }).click();
  await page.waitForSelector(".verdict, .file");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.getByText("“till” (your own)").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.getByText("203.0.113.9").first().waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save them as a file" }).click(),
  ]);
  const saved = JSON.parse(await readFile(await download.path(), "utf8"));
  assert.equal(saved.jejak_formats, 1);
  assert.equal(saved.formats[0].name, "till");

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("None yet.").waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.locator(".mine-list strong", { hasText: "till" }).waitFor();
  await t.assertAccessible(page);

  // The next visit knows it.
  await page.reload();
  await t.drop(page, await written(t, { "till.log": till() }));
  await page.waitForSelector(".verdict");
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.getByText("“till” (your own)").waitFor();
});

test("a pattern that is wrong is told in a sentence, and others can be taken in", async (t) => {
  const page = await openedFiles(t, { viewport: NARROW });
  await page.getByRole("button", { name: "Describe a format" }).click();
  await page.getByLabel("Name", { exact: true }).fill("till");
  for (const [pattern, says] of [
    ["(?<user>x", "unclosed group"],
    ["%{NOPE:x}", "no grok pattern %{NOPE}"],
    ["%{GREEDYDATA:message}", "at least one field besides the message"],
  ]) {
    await page.getByLabel("Pattern").fill(pattern);
    await page.getByText(says).waitFor();
  }
  await page.getByLabel("Pattern").fill("%{NOTSPACE:user} %{INT:n}");
  await page.getByLabel("Lines to try it on").fill("ana 12\nnot so\n<b>ana</b> 3");
  await page.getByText("2 of 3 lines are read as records.").waitFor();
  await page.getByText("does not fit").waitFor();
  await assertFits(page);
  await t.screenshot(page, "describe-narrow");
  await t.assertAccessible(page);
  await page.getByRole("button", { name: "Cancel" }).click();
  const file = { jejak_formats: 1, formats: [{ name: "other", pattern: "%{NOTSPACE:user} %{INT:n}" }] };
  const chooser = page.locator('.mine input[type="file"]');
  await chooser.setInputFiles(await written(t, { "formats.json": JSON.stringify(file) }));
  await page.getByText("Taken in: 1.").waitFor();
  await chooser.setInputFiles(await written(t, { "wrong.json": "{}" }));
  await page.getByText("This file holds no formats.").waitFor();
  await assertFits(page);
});

test("a description that another view was opened over is gone on with, one that was cancelled is not", async (t) => {
  const page = await t.open();
  await page.locator("[data-sample=break-in]").click();
  await page.waitForSelector(".verdict");
  const describe = async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("f");
    await page.locator(".mine").getByRole("button", { name: "Describe a format" }).click();
    await page.getByLabel("Name").waitFor();
  };
  await describe();
  await page.getByLabel("Name").fill("gate");
  await page.getByLabel("Pattern").fill("%{NOTSPACE:user} %{INT:n}");
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.waitForSelector(".verdict");
  await describe();
  assert.equal(await page.getByLabel("Name").inputValue(), "gate");
  assert.equal(await page.getByLabel("Pattern").inputValue(), "%{NOTSPACE:user} %{INT:n}");
  await page.getByRole("button", { name: "Cancel" }).click();
  await describe();
  assert.equal(await page.getByLabel("Name").inputValue(), "");
});

// The normal day: learned in the tab, kept without a line of the logs, compared, exported, imported.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { assertFits, NARROW, WIDE, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

/** Jobs of a service: each opens, works one to three times, closes. Some at the end go wrong. */
function jobs(nJobs, odd) {
  const lines = [];
  let second = 0;
  const say = (job, text) => {
    second += 1;
    const at = new Date(Date.UTC(2026, 2, 2, 8) + second * 1000).toISOString();
    lines.push(`${at} INFO  worker: job_id=${job} ${text}`);
  };
  for (let i = 0; i < nJobs; i += 1) {
    const job = `j${10_000 + i}`;
    const isOdd = odd && i >= nJobs - 3;
    say(job, "accepted from the queue");
    for (let round = 0; round < 1 + (i % 3); round += 1) {
      say(job, `reading part ${round}`);
      if (!isOdd) say(job, `storing part ${round}`);
    }
    say(job, isOdd ? "dropped its lease" : "finished and closed");
  }
  return lines.join("\n") + "\n";
}

/** A page that has read this log and shows the normal day. */
async function opened(t, text) {
  const page = await t.open({ viewport: WIDE });
  await shown(t, page, text);
  return page;
}

async function shown(t, page, text) {
  await t.drop(page, await written(t, { "worker.log": text }));
  await page.waitForSelector(".verdict");
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await page.getByRole("heading", { level: 1, name: "Normal day" }).waitFor();
}

test("a normal day is learned, finds what goes another way, and is taken along", async (t) => {
  const page = await opened(t, jobs(300, false));
  await t.assertAccessible(page);
  await page.getByLabel("All of it").check();
  await page.getByLabel("Name").fill("quiet monday");
  await page.getByRole("button", { name: "Learn" }).click();
  await page.getByText("Every session goes as usual.").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export: quiet monday" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "quiet-monday.jejak-model");
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 8).toString(), "jejakmdl");
  assert.ok(!bytes.includes("j10"), "no value of a line is in it");

  await page.reload();
  await shown(t, page, jobs(300, true));
  await page.getByRole("button", { name: "Compare these files: quiet monday" }).click();
  const rows = page.locator(".normal-row");
  await rows.first().waitFor();
  const said = await page.locator(".normal-found [role=status]").textContent();
  assert.match(said, /3 of 300 sessions do not go as in “quiet monday”/);
  assert.match(await rows.first().textContent(), /dropped its lease/, "what happened is named");
  assert.match(await page.locator(".normal-list").textContent(), /storing part/, "what is usual is named");
  await t.assertAccessible(page);
  await t.screenshot(page, "normal-found");

  await page.getByRole("button", { name: "Show the incidents" }).click();
  const told = page.getByText("Event that a normal day does not have");
  await told.first().waitFor();
  await told.first().click();
  await page.getByText("3 sessions go another way than on the normal day").first().waitFor();
  await page.getByText("dropped its lease").first().waitFor();
  await t.assertAccessible(page);
  await t.screenshot(page, "normal-incident");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await page.getByRole("button", { name: "Take them out of the incidents" }).click();
  await page.getByRole("button", { name: "Put them among the incidents" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.waitForFunction(() => !document.body.textContent.includes("a normal day does not have"));
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await rows.first().waitFor();

  await page.getByRole("button", { name: "Delete: quiet monday" }).click();
  await page.getByText("Deleted.").waitFor();
  assert.equal(await page.locator(".normal-days li").count(), 0);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator(".normal-days li").waitFor();
  await page.locator("input[accept='.jejak-model']").setInputFiles({
    name: "monday.jejak-model",
    mimeType: "application/octet-stream",
    buffer: bytes,
  });
  await page.locator(".normal-days li").nth(1).waitFor();
  await rows.first().getByRole("button", { name: "Show its lines" }).click();
  await page.getByRole("heading", { level: 1, name: "Records" }).waitFor();
});

/** Copies of a service: each reads any number of parts, and makes one checkpoint somewhere between them. */
function copies(odd) {
  const lines = [];
  const usual = Array.from({ length: 250 }, (_, copy) => [6 + (copy * 7) % 13, 1]);
  for (const [copy, [nParts, nCheckpoints]] of [...usual, ...odd].entries()) {
    const say = (text) => {
      const at = new Date(Date.UTC(2026, 2, 2) + lines.length * 1000).toISOString();
      lines.push(`${at} INFO  copier: task_id=c${10_000 + copy} ${text}`);
    };
    say("opened the source");
    const checkpoint = (copy * 11) % nParts;
    for (let part = 0; part < nParts; part += 1) {
      say(`copied part ${part}`);
      if (part >= checkpoint && part < checkpoint + nCheckpoints) say("checkpoint written");
    }
    say("closed the source");
  }
  return lines.join("\n") + "\n";
}

test("an event that comes too often, or not at all, is told with how often it usually comes", async (t) => {
  const page = await opened(t, copies([]));
  await page.getByLabel("All of it").check();
  await page.getByLabel("Name").fill("copies");
  await page.getByRole("button", { name: "Learn" }).click();
  await page.getByText("Every session goes as usual.").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export: copies" }).click(),
  ]);
  const before = await readFile(await download.path());
  await page.reload();
  await shown(t, page, copies([[9, 1], [60, 1], [11, 0], [9, 1], [10, 1], [8, 1]]));
  await page.getByRole("button", { name: "Compare these files: copies" }).click();
  const row = (what) => page.locator(".normal-row", { hasText: what });
  await row("More often than usual").waitFor();
  assert.match(await row("More often than usual").textContent(), /copied part <\*>: 60 times.*18 times/);
  assert.match(await row("Missing, or too seldom").textContent(), /checkpoint written: not at all.*once/);
  await t.assertAccessible(page);
  await t.screenshot(page, "normal-counts");
  await page.getByRole("button", { name: "Show the incidents" }).click();
  await page.getByText("Event that sessions lack").first().click();
  await page.getByText(/checkpoint written” is missing; usual: once/).first().waitFor();
  await t.screenshot(page, "normal-counts-incident");
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("n");

  // One that was learned before there were counts is taken, and says what it lacks.
  before[8] = 1;
  await page.locator("input[accept='.jejak-model']").setInputFiles({
    name: "before.jejak-model",
    mimeType: "application/octet-stream",
    buffer: before,
  });
  await page.getByText("Learned by an earlier version").waitFor();
  await t.screenshot(page, "normal-without-counts");
  before[8] = 9;
  await page.locator("input[accept='.jejak-model']").setInputFiles({
    name: "after.jejak-model",
    mimeType: "application/octet-stream",
    buffer: before,
  });
  await page.getByText("This normal day was learned by another version of Jejak. Learn it again.").waitFor();
});

test("a file that is no normal day is refused with a sentence", async (t) => {
  const page = await opened(t, jobs(40, false));
  const [path] = await written(t, { "x.jejak-model": "a log line" });
  await page.locator("input[accept='.jejak-model']").setInputFiles(path);
  await page.getByText("This file is no .jejak-model file.").waitFor();
});

test("the normal day fits a narrow screen in the other language", async (t) => {
  const page = await t.open({ viewport: NARROW, colorScheme: "dark", fragment: "#lang=id" });
  await t.drop(page, await written(t, { "worker.log": jobs(60, true) }));
  await page.waitForSelector(".verdict");
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await page.getByRole("heading", { level: 1, name: "Hari biasa" }).waitFor();
  await page.getByLabel("Semuanya").check();
  await page.getByRole("button", { name: "Pelajari" }).click();
  await page.locator(".normal-found").waitFor();
  await assertFits(page);
  await t.screenshot(page, "normal-narrow");
});

// What goes wrong in a browser: the page lives on, says what was kept, and offers the way on.

import assert from "node:assert/strict";
import { analysed, authLog, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

/** Acts when a worker says something: `act` sees the header and the way to say it. */
const onSaying = (act) => `{
  const say = self.postMessage.bind(self);
  self.postMessage = (message, ...rest) => { (${act})(message[0], () => say(message, ...rest)); };
}`;
const CRASH = onSaying(`(header, say) => {
  say();
  if (header?.type === "partial") setTimeout(() => { throw new Error("brought about by the test"); });
}`);
const NEVER_DONE = onSaying(`(header, say) => { if (header?.type !== "done") say(); }`);

/** Reads as a slow disk does, so that there is time to stop. */
const SLOW_DISK = `{
  const read = Blob.prototype.arrayBuffer;
  Blob.prototype.arrayBuffer = async function () {
    await new Promise((resolve) => setTimeout(resolve, 150));
    return read.call(this);
  };
}`;

/** Lets a program have no more memory than it begins with and 2 MB. */
const LITTLE_MEMORY = `{
  const limited = (bytes) => {
    let at = 8;
    const number = () => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++];
        value += (byte & 127) * 2 ** shift;
        if (byte < 128) return value;
      }
    };
    const written = (value) => value < 128 ? [value] : [(value & 127) | 128, ...written(Math.floor(value / 128))];
    while (at < bytes.length) {
      const start = at;
      const id = bytes[at++];
      const size = number();
      const end = at + size;
      if (id === 5) {
        at += 2;
        const pages = number();
        const body = [1, 1, ...written(pages), ...written(pages + 32)];
        return new Uint8Array([...bytes.subarray(0, start), 5, ...written(body.length), ...body, ...bytes.subarray(end)]);
      }
      at = end;
    }
    throw new Error("no memory section");
  };
  WebAssembly.instantiateStreaming = async (response, imports) => {
    const bytes = new Uint8Array(await (await response).arrayBuffer());
    return WebAssembly.instantiate(limited(bytes), imports);
  };
}`;

/** Drops three large logs on a page whose workers are meddled with. */
async function reading(t, meddle) {
  const page = await t.open({ meddle });
  // Of three hosts: the same lines twice would be counted once.
  const of = (host) => authLog().replaceAll(" web ", ` ${host} `);
  const paths = await written(t, { "auth.log": of("web"), "more.log": of("db"), "last.log": of("mail") });
  await t.drop(page, paths);
  return page;
}

test("a worker that crashes leaves the page with what was found, and the files can be read again", async (t) => {
  t.allow(/brought about by the test/);
  const page = await reading(t, CRASH);
  const failure = page.locator(".banner .failure");
  await failure.waitFor();
  assert.match(await failure.textContent(), /an error in Jejak.*still shown.*Read the files again/s);
  assert.ok((await page.locator(".verdict").textContent()).length > 0, "the partial result stays");
  await t.assertAccessible(page);

  await page.unroute(/jejak-worker_loader/);
  await page.getByRole("button", { name: "Read the files again" }).click();
  await page.locator("[role=status]", { hasText: /^Read$/ }).waitFor({ state: "attached" });
  assert.equal(await failure.count(), 0);
  assert.match(await page.locator(".figure").first().textContent(), /600,000 records/);
});

test("memory that runs out is told as such", async (t) => {
  t.allow(/unreachable|RuntimeError/);
  const page = await reading(t, LITTLE_MEMORY);
  const failure = page.locator(".banner .failure");
  await failure.waitFor();
  assert.match(await failure.textContent(), /gave this tab no more memory.*fewer files/s);
});

test("a reading that does not end when it is stopped can be ended at once", async (t) => {
  const page = await reading(t, NEVER_DONE);
  await page.waitForSelector(".timeline-paper .js-fill");
  await page.getByRole("button", { name: "Stop reading" }).click();
  await page.getByRole("button", { name: "End at once" }).click();
  const note = page.locator(".note");
  assert.match(await note.textContent(), /ended at once.*last result that was shown/);
  assert.ok((await page.locator(".verdict").textContent()).length > 0);
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  assert.match(await page.locator(".failure").textContent(), /lines cannot be opened/);
  await page.getByRole("button", { name: "Read the files again" }).first().waitFor();
});

test("a reading that is stopped says what its result stands on", async (t) => {
  const page = await t.open({ meddle: SLOW_DISK });
  await t.drop(page, await written(t, { "auth.log": authLog().repeat(12) }));
  await page.waitForSelector(".timeline-paper .js-fill");
  await page.getByRole("button", { name: "Stop reading" }).click();
  assert.match(await page.locator(".note").textContent(), /what was read until then/);
  await page.locator("[role=status]", { hasText: /^Read$/ }).waitFor({ state: "attached" });
  await page.locator(".notices li", { hasText: "You stopped the reading with" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.waitForSelector(".row .line");
});

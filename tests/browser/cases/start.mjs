// The page starts, on the real server and on any static host, and its worker speaks.

import assert from "node:assert/strict";
import { buildFiles } from "../harness/fixture.mjs";
import { StaticHost } from "../harness/server.mjs";
import { test } from "../harness/test.mjs";

test("the page starts under its policy", async (t) => {
  const page = await t.open();
  assert.equal(await page.title(), "Jejak");
  const response = await page.request.get(t.server.url);
  assert.match(response.headers()["content-security-policy"], /script-src 'self' 'wasm-unsafe-eval';/);
});

test("the page starts below any path of a plain static host", async (t) => {
  const host = await StaticHost.start();
  t.cleanup(() => host.stop());
  const page = await t.open({ url: host.url });
  await page.evaluate(() => navigator.serviceWorker.ready);
  const outside = t.requests.filter(({ url }) => !url.startsWith(host.url));
  assert.deepEqual(outside, []);
});

test("an inline script does not run", async (t) => {
  t.allow(/script-src-elem inline|inline script/);
  const page = await t.open();
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.inlineScriptRan = true";
    document.head.append(script);
    return globalThis.inlineScriptRan === true;
  });
  assert.equal(ran, false);
});

test("a request to another origin is blocked", async (t) => {
  t.allow(/connect-src https:\/\/example\.com|https:\/\/example\.com/);
  const page = await t.open();
  const outcome = await page.evaluate(() => fetch("https://example.com/").then(() => "sent", (error) => error.name));
  assert.equal(outcome, "TypeError");
  assert.equal(t.requests.some(({ url }) => url.includes("example.com")), false);
});

test("the worker says that it is ready", async (t) => {
  const page = await t.open();
  const header = await page.evaluate(async () => {
    const worker = new Worker(document.querySelector("meta[name='jejak-worker']").content);
    const message = await new Promise((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = (event) => reject(new Error(event.message));
    });
    worker.terminate();
    return message[0];
  });
  assert.equal(header.type, "ready");
  assert.match(header.build, /^[0-9a-f]{16}$/);
});

test("the manifest names every file that a build serves", async (t) => {
  const page = await t.open();
  for (const file of await buildFiles()) {
    const response = await page.request.get(new URL(file, t.server.url).href);
    assert.equal(response.status(), 200, file);
  }
});

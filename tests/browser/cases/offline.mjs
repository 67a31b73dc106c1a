// Once loaded, the page needs no network; and a new build is never held back by an old one.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { StaticHost } from "../harness/server.mjs";
import { test } from "../harness/test.mjs";

/** Until the service worker holds the build and controls the page. */
async function untilKept(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) {
      await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
    }
  });
}

test("with the network off, the page, its worker and the charts still come", async (t) => {
  const page = await t.open();
  await untilKept(page);
  await page.context().setOffline(true);

  const lateFiles = await page.evaluate(async () => {
    const named = (what) => document.querySelector(`meta[name='${what}']`).content;
    const sizes = ["jejak-plotly-script", "jejak-plotly-style"].map(async (what) => {
      const response = await fetch(named(what));
      return (await response.text()).length;
    });
    const worker = new Worker(named("jejak-worker"));
    const ready = await new Promise((resolve) => {
      worker.onmessage = (event) => resolve(event.data[0].type);
      worker.onerror = (event) => resolve(event.message);
    });
    worker.terminate();
    return { sizes: await Promise.all(sizes), ready };
  });
  assert.equal(lateFiles.ready, "ready");
  assert.ok(lateFiles.sizes.every((size) => size > 1000));

  await page.reload();
  await page.waitForSelector("main");
});

test("a reload shows the new build, and the old one's files go", async (t) => {
  const host = await StaticHost.start();
  t.cleanup(() => host.stop());
  const context = await t.context();
  const page = await context.newPage();
  await page.goto(host.url);
  await untilKept(page);

  await serveNextBuild(host);
  await page.reload();
  await page.waitForSelector("main");
  assert.equal(await page.getAttribute("meta[name='description']", "content"), "The next build");

  // The next service worker waits for the old build's pages to be gone.
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const next = registration.installing ?? registration.waiting;
    while (next && next.state === "installing") {
      await new Promise((resolve) => next.addEventListener("statechange", resolve, { once: true }));
    }
  });
  await page.close();
  const again = await context.newPage();
  await again.goto(host.url);
  await again.waitForFunction(async () => {
    const names = await caches.keys();
    return names.length === 1 && names[0].endsWith("next-build");
  });
});

/** Makes the host serve a build that differs in index.html, as a deployment would. */
async function serveNextBuild(host) {
  const read = host.read;
  const integrity = (content) => `sha256-${createHash("sha256").update(content).digest("base64")}`;
  const oldIndex = await read("index.html");
  const newIndex = Buffer.from(
    oldIndex.toString().replace(/(<meta name="description" content=")[^"]*/, "$1The next build"),
  );
  const { build } = JSON.parse(await read("build.json"));
  const newSw = (await read("sw.js")).toString().replace(build, "next-build").replace(integrity(oldIndex), integrity(newIndex));
  assert.ok(newSw.includes(integrity(newIndex)), "the service worker names the page's hash");
  host.read = async (name) => ({ "index.html": newIndex, "sw.js": newSw })[name] ?? read(name);
}

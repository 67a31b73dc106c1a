// Sharing: made, opened by somebody without an account, burnt, expired, deleted; and what the server
// heard of it, byte by byte.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer, connect } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { companion, scene, settle } from "../harness/companion.mjs";
import { NARROW, WIDE, assertFits, samplePaths, written } from "../harness/pages.mjs";
import { StaticHost } from "../harness/server.mjs";
import { test } from "../harness/test.mjs";

const run = promisify(execFile);
/** Names that stand in the sample's findings and lines. */
const PLAIN = ["203.0.113.66", "auth.log", "budi", "Failed password"];

/** A pipe to the server that keeps every byte that goes through it towards the server. */
async function tapped(t, url) {
  const { port } = new URL(url);
  const heard = [];
  const sockets = new Set();
  const pipe = createServer((from) => {
    const to = connect(Number(port), "127.0.0.1");
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    }
    from.on("data", (chunk) => heard.push(chunk));
    from.pipe(to).pipe(from);
  });
  await new Promise((done) => pipe.listen(0, "127.0.0.1", done));
  t.cleanup(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => pipe.close(done));
  });
  return { url: `http://127.0.0.1:${pipe.address().port}/`, heard: () => Buffer.concat(heard) };
}

/** A server behind a tap, its admin signed in, with the sample read. */
async function sharing(t, options = {}) {
  const server = await companion(t);
  const tap = await tapped(t, server.url);
  t.allowServer(tap.url);
  const page = await t.open({ url: tap.url, fragment: server.setup.replace(/^[^#]*/, ""), viewport: WIDE, ...options });
  await settle(page, "siti", "kopi tubruk pagi hujan");
  await page.locator(".room-head .btn").click();
  await t.drop(page, await samplePaths());
  await page.waitForSelector(".verdict");
  return { server, tap, page };
}

async function drawer(page) {
  if ((await page.locator(".drawer .share").count()) === 0) {
    await page.getByRole("button", { name: "Share", exact: true }).click();
  }
  await page.waitForSelector(".share");
}

/** Makes a share as the drawer stands; the link. */
async function made(page) {
  await page.getByRole("button", { name: "Make the link" }).click();
  return page.locator(".share-link").textContent();
}

const fragment = (link) => link.slice(link.indexOf("#"));

async function opened(t, url, link, options = {}) {
  const page = await t.open({ url, fragment: fragment(link), ...options });
  assert.ok(!page.url().includes("s="), "the key is out of the address");
  await scene(page, "open-share");
  return page;
}

test("a share is opened without an account, and the server never hears key or text", async (t) => {
  const { server, tap, page } = await sharing(t);
  await drawer(page);
  await page.locator("#share-lines").check();
  await page.locator(".share-lines li").first().waitFor({ state: "attached" });
  await page.locator(".share-preview summary").click();
  await t.assertAccessible(page);
  await t.screenshot(page, "share-drawer");
  const link = await made(page);
  await t.screenshot(page, "share-ready");

  const other = await opened(t, tap.url, link, { viewport: WIDE });
  await t.assertAccessible(other);
  await t.screenshot(other, "share-open");
  await other.getByRole("button", { name: "Open it" }).click();
  await other.waitForSelector(".verdict");
  assert.equal(await other.locator(".verdict").textContent(), await page.locator(".verdict").textContent());
  await other.locator(".incident-row").first().click();
  await other.locator(".evidence-row, .evidence-line .line").first().waitFor();
  assert.ok((await other.locator(".evidence-lines").textContent()).includes("203.0.113.66"));
  await t.screenshot(other, "share-opened");

  // The service worker fetches the build's own samples by their names, whatever is shared.
  const heard = Buffer.from(tap.heard().toString("latin1").replaceAll(/GET \/samples\/[a-z-]+\/auth\.log /g, ""), "latin1");
  const key = link.split(".").at(-1);
  const secrets = { key, "key in bytes": Buffer.from(key, "base64url"), "key in hexadecimal": Buffer.from(key, "base64url").toString("hex") };
  for (const plain of PLAIN) secrets[plain] = plain;
  for (const [name, secret] of Object.entries(secrets)) assert.equal(heard.indexOf(secret), -1, `the server heard: ${name}`);
  // The tap does hear what is sent: the id, and the ciphertext's own request.
  assert.ok(heard.indexOf(`PUT /api/v1/shares/${link.split(".").at(-2)}`) > 0);
  const database = await readFile(path.join(server.data, "jejak.db"));
  for (const plain of [...PLAIN, key]) assert.equal(database.indexOf(plain), -1, plain);
});

test("hidden names are in no shared byte, and stand-ins are the same everywhere", async (t) => {
  const { tap, page } = await sharing(t);
  await drawer(page);
  await page.locator("#share-lines").check();
  for (const name of ["Addresses", "Users", "Hosts and file names"]) await page.getByRole("checkbox", { name, exact: true }).check();
  await page.locator(".share-preview summary").click();
  await page.locator(".share-preview td", { hasText: "203.0.113.66" }).waitFor();
  const link = await made(page);
  const other = await opened(t, tap.url, link);
  await other.getByRole("button", { name: "Open it" }).click();
  await other.waitForSelector(".verdict");
  await other.locator(".incident-row").first().click();
  await other.locator(".evidence-lines").waitFor();
  const text = await other.locator("body").textContent();
  assert.match(text, /address-\d/);
  for (const plain of PLAIN.slice(0, 3)) assert.ok(!text.includes(plain), plain);
});

test("what is hidden at the last moment is not in the share", async (t) => {
  const { tap, page } = await sharing(t);
  await drawer(page);
  await page.locator("#share-lines").check();
  await page.locator(".share-lines li").first().waitFor({ state: "attached" });
  await page.locator(".share-size", { hasText: " of " }).waitFor();
  // Nobody is as fast: two choices and the button, before anything could be packed again.
  await page.evaluate(() => {
    const label = (text) => [...document.querySelectorAll(".share-classes label")].find((it) => it.textContent.trim() === text);
    for (const text of ["Addresses", "Users"]) label(text).querySelector("input").click();
    document.querySelector(".share form").requestSubmit();
  });
  const other = await opened(t, tap.url, await made(page));
  await other.getByRole("button", { name: "Open it" }).click();
  await other.waitForSelector(".verdict");
  await other.locator(".incident-row").first().click();
  await other.locator(".evidence-lines", { hasText: "address-1" }).waitFor();
  const text = await other.locator("body").textContent();
  for (const plain of ["203.0.113.66", "budi"]) assert.ok(!text.includes(plain), plain);
});

test("a password is needed where one was set", async (t) => {
  const { tap, page } = await sharing(t);
  await drawer(page);
  await page.locator("#share-password").fill("bukan rahasia lagi");
  const link = await made(page);
  const other = await opened(t, tap.url, link);
  t.allow(/404 \(Not Found\)/);
  await other.getByRole("button", { name: "Open it" }).click();
  await other.locator(".form-fault").waitFor();
  await other.locator("#share-password").fill("bukan rahasia lagi");
  await other.getByRole("button", { name: "Open it" }).click();
  await other.waitForSelector(".verdict");
});

test("a share that opens once is gone after it, but not by looking at the link", async (t) => {
  const { tap, page } = await sharing(t);
  await drawer(page);
  await page.locator("#share-burn").check();
  const link = await made(page);
  const looker = await opened(t, tap.url, link);
  await looker.close();
  const first = await opened(t, tap.url, link);
  await first.getByRole("button", { name: "Open it" }).click();
  await first.waitForSelector(".verdict");
  await first.getByText("this is the only copy").waitFor();
  const second = await opened(t, tap.url, link);
  t.allow(/404 \(Not Found\)/);
  await second.getByRole("button", { name: "Open it" }).click();
  await second.getByText("There is nothing to open").waitFor();
});

test("a share ends when its time is over, and when it is deleted", async (t) => {
  const { server, tap, page } = await sharing(t);
  t.allow(/404 \(Not Found\)/);
  await drawer(page);
  const expiring = await made(page);
  const id = expiring.split(".").at(-2);
  // Nobody waits an hour: the end is moved to the past in the server's own database.
  await run("python3", ["-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1], timeout=20); c.execute('UPDATE share SET expires_at=1 WHERE id=?', [sys.argv[2]]); c.commit()", path.join(server.data, "jejak.db"), id]);
  await page.getByRole("button", { name: "Make another one" }).click();
  const deleted = await made(page);
  await page.getByRole("button", { name: "My shares" }).click();
  await scene(page, "shares");
  await page.locator(".thing").first().waitFor();
  await t.assertAccessible(page);
  await t.screenshot(page, "share-mine");
  assert.equal(await page.locator(".thing").count(), 1, "what has ended is not listed");
  await page.locator(".thing").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Nothing is shared.").waitFor();
  for (const link of [expiring, deleted]) {
    const other = await opened(t, tap.url, link);
    await other.getByRole("button", { name: "Open it" }).click();
    await other.getByText("There is nothing to open").waitFor();
  }
});

test("a static host shares by file, by page and by link, and asks the network for nothing", async (t) => {
  const host = await StaticHost.start();
  t.cleanup(() => host.stop());
  const page = await t.open({ url: host.url, acceptDownloads: true, viewport: WIDE });
  await t.drop(page, await samplePaths());
  await page.waitForSelector(".verdict");
  const verdict = await page.locator(".verdict").textContent();
  await drawer(page);
  const n = t.requests.length;
  const save = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
  };
  const html = await save("Save as a page (HTML)");
  assert.match(html.name, /\.html$/);
  const text = html.content.toString();
  assert.ok(text.includes("203.0.113.66") && !/<script|https?:\/\/(?!attack\.mitre)/.test(text), "a page that needs nothing");
  const file = await save("Save as a file (.jejak)");
  assert.match(file.name, /\.jejak$/);
  assert.equal(file.content.indexOf("203.0.113.66"), -1, "packed");

  // Few incidents fit into a link.
  await page.getByLabel("All incidents").uncheck();
  await page.getByRole("button", { name: "Make a link that holds everything" }).click();
  const link = await page.locator(".share-link").textContent();
  assert.ok(link.length <= 2_000);
  await t.screenshot(page, "share-static");
  assert.equal(t.requests.length, n);

  const other = await opened(t, host.url, link);
  await other.getByText("It is in the link itself").waitFor();
  await other.getByRole("button", { name: "Open it" }).click();
  await other.waitForSelector(".verdict");

  const [saved] = await written(t, { "from-siti.jejak": file.content });
  const third = await t.open({ url: host.url });
  await t.drop(third, saved);
  await third.waitForSelector(".verdict");
  assert.equal(await third.locator(".verdict").textContent(), verdict);
  await third.getByText("This was shared with you").waitFor();

  const [broken] = await written(t, { "broken.jejak": file.content.subarray(0, 200) });
  const fourth = await t.open({ url: host.url });
  await t.drop(fourth, broken);
  await fourth.getByText("This could not be read").waitFor();

  const [alone] = await written(t, { "report.html": html.content });
  const viewer = await t.open({ url: host.url });
  await viewer.goto(`file://${alone}`);
  await t.assertAccessible(viewer);
  await t.screenshot(viewer, "share-page", { fullPage: true });
});

test("the drawer in Indonesian, dark and narrow", async (t) => {
  for (const [look, options] of Object.entries({ dark: { colorScheme: "dark", viewport: WIDE }, narrow: { viewport: NARROW } })) {
    const { page } = await sharing(t, { locale: "id-ID", ...options });
    await page.getByRole("button", { name: "Bagikan", exact: true }).click();
    await page.locator("#share-life").waitFor();
    await assertFits(page);
    await t.assertAccessible(page);
    await t.screenshot(page, `share-drawer-${look}-id`);
  }
});

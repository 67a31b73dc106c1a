// A server with accounts, and what a person holds in hands to use it: an authenticator, forms.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Server } from "./server.mjs";

/** Longer than it takes a page to send a code on a machine that is busy. */
const TYPING_S = 10;
const STEP_S = 30;

/** A server with accounts in a folder of its own; it goes when the test ends. */
export async function companion(t, settings = "") {
  const folder = await mkdtemp(path.join(tmpdir(), "jejak-data-"));
  t.cleanup(() => rm(folder, { recursive: true, force: true }));
  const data = path.join(folder, "data");
  const config = path.join(folder, "jejak.toml");
  await writeFile(config, settings);
  const server = await Server.start(["--config", config, "--data", data]);
  server.data = data;
  server.setup = await server.link;
  server.restart = async () => {
    const { host } = new URL(server.url);
    await server.stop();
    const next = await Server.start(["--config", config, "--data", data, "--listen", host]);
    server.child = next.child;
  };
  t.cleanup(() => server.stop());
  t.allowServer(server.url);
  return server;
}

/** RFC 6238 with SHA-1 and six digits; never gives a code that the server has heard before. */
export class Authenticator {
  #last = 0;

  constructor(secret) {
    this.key = fromBase32(secret.replaceAll(" ", ""));
  }

  async code() {
    const now = (ahead = 0) => Math.floor((Date.now() / 1000 + ahead) / STEP_S);
    // One step before and after is heard, each later than the last; and typing takes a while.
    const step = Math.max(this.#last + 1, now(TYPING_S) - 1);
    while (step > now() + 1) await new Promise((done) => setTimeout(done, 500));
    this.#last = step;
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac("sha1", this.key).update(counter).digest();
    const at = mac[19] & 15;
    return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  }
}

function fromBase32(text) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const letter of text) bits += alphabet.indexOf(letter).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** Waits until the room shows this. */
export const scene = (page, name) => page.waitForSelector(`.room-body[data-scene="${name}"]`);

export async function fill(page, values) {
  for (const [id, value] of Object.entries(values)) await page.locator(`#${id}`).fill(value);
}

/** Makes an account with a link and enrols its authenticator; ends with the account's room. */
export async function settle(page, name, password, look = async () => {}) {
  await scene(page, "link");
  await page.locator("#new-password").waitFor();
  await look("link");
  await fill(page, { name, "new-password": password, again: password });
  await page.locator(".form button[type=submit]").click();
  await scene(page, "door");
  await look("door");
  return enrolAtDoor(page, name, password, look);
}

/** The first sign-in of an account: password, authenticator, recovery codes. */
async function enrolAtDoor(page, name, password, look) {
  await fill(page, { name, password });
  await page.locator(".form button[type=submit]").click();
  await scene(page, "enrol");
  await page.locator(".form button[type=submit]").click();
  await page.waitForSelector(".qr");
  await look("enrol");
  const authenticator = new Authenticator(await page.locator(".secret").textContent());
  await fill(page, { "enrol-code": await authenticator.code() });
  await page.locator(".form button[type=submit]").click();
  await scene(page, "codes");
  await look("codes");
  const codes = await page.locator(".codes code").allTextContents();
  assert.equal(codes.length, 10);
  assert.ok(await page.locator(".form button[type=submit]").isDisabled(), "the codes must be kept first");
  await page.locator(".form-check input").check();
  await page.locator(".form button[type=submit]").click();
  await scene(page, "account");
  return { name, password, authenticator, codes };
}

/** An ordinary sign-in, from the start page to the account's room. */
export async function signIn(page, who, { remember = false } = {}) {
  if ((await page.locator(".room").count()) === 0) await page.locator(".top-account").click();
  await scene(page, "door");
  await fill(page, { name: who.name, password: who.password });
  await page.locator(".form button[type=submit]").click();
  await scene(page, "code");
  if (remember) await page.locator(".form-check input").check();
  await fill(page, { code: await who.authenticator.code() });
  await page.locator(".form button[type=submit]").click();
  await page.waitForSelector(".room-tabs");
}

/** A fresh server with its admin signed in. */
export async function withAdmin(t, options = {}, settings = "") {
  const server = await companion(t, settings);
  const page = await t.open({ url: server.setup.replace(/#.*/, ""), fragment: server.setup.replace(/^[^#]*/, ""), ...options });
  const admin = await settle(page, "siti", "kopi tubruk pagi hujan");
  return { server, page, admin };
}

/** A link that the admin makes for one more account. */
export async function invitation(page, role = "analyst") {
  await page.locator(".room-tab", { hasText: "Team" }).click();
  await scene(page, "team");
  await page.locator("#invite-role").selectOption(role);
  await page.getByRole("button", { name: "Make a link" }).click();
  return page.locator(".made-link").textContent();
}

/** A further account in a browser of its own. */
export async function withMember(t, adminPage, server, name, role = "analyst", options = {}) {
  const link = await invitation(adminPage, role);
  const page = await t.open({ url: server.url, fragment: link.replace(/^[^#]*/, ""), ...options });
  const member = await settle(page, name, `${name} minum teh di beranda`);
  return { page, member };
}

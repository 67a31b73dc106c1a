// The companion server's rooms: set-up, sign-in, the team, sessions, the audit log.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { companion, fill, invitation, scene, settle, signIn, withAdmin, withMember } from "../harness/companion.mjs";
import { NARROW, WIDE, assertFits } from "../harness/pages.mjs";
import { StaticHost } from "../harness/server.mjs";
import { test } from "../harness/test.mjs";

test("a host without accounts shows none and is asked for none", async (t) => {
  const host = await StaticHost.start();
  t.cleanup(() => host.stop());
  for (const url of [host.url, t.server.url]) {
    const page = await t.open({ url });
    assert.equal(await page.locator(".top-account").count(), 0);
  }
  assert.ok(!t.requests.some(({ url }) => url.includes("/api/")));
});

test("a server with accounts is asked for nothing before its entry is opened", async (t) => {
  const server = await companion(t);
  const page = await t.open({ url: server.url });
  await page.locator(".top-account").waitFor();
  assert.ok(!t.requests.some(({ url }) => url.includes("/api/")));
  await page.locator(".top-account").click();
  await scene(page, "needs-setup");
  const asked = t.requests.filter(({ url }) => url.includes("/api/"));
  assert.deepEqual(asked.map(({ url, method }) => `${method} ${new URL(url).pathname}`), ["GET /api/v1/facts"]);
  await page.getByRole("button", { name: "Back to the start" }).click();
  await page.locator(".home-ledger").click();
  await page.locator(".ledger-table").getByText("Your account on this server").waitFor();
});

test("from the first start to the account: link, password, authenticator, recovery codes", async (t) => {
  const server = await companion(t);
  const [url, fragment] = server.setup.split("#");
  const page = await t.open({ url, fragment: `#${fragment}`, viewport: WIDE });
  const look = async (name) => {
    assert.ok(!page.url().includes("link="), "the token is out of the address");
    await t.assertAccessible(page);
    await t.screenshot(page, `account-${name}`);
  };
  const siti = await settle(page, "siti", "kopi tubruk pagi hujan", look);
  await page.locator(".things .thing").first().waitFor();
  await look("room");

  t.allow(/401 \(Unauthorized\)/);
  // A recovery code in place of the authenticator, once.
  await page.getByRole("button", { name: "Sign out" }).click();
  await scene(page, "door");
  for (const works of [true, false]) {
    await fill(page, { name: "siti", password: siti.password });
    await page.locator(".form button[type=submit]").click();
    await scene(page, "code");
    await page.getByRole("button", { name: /No authenticator/ }).click();
    await fill(page, { "recovery-code": siti.codes[0] });
    await page.locator(".form button[type=submit]").click();
    if (works) {
      await scene(page, "account");
      await page.getByText("9 recovery codes left").waitFor();
      await page.getByRole("button", { name: "Sign out" }).click();
      await scene(page, "door");
    } else {
      await page.locator(".form-fault").waitFor();
      await look("refused");
    }
  }
});

test("the door says the same of a wrong password and of an unknown name", async (t) => {
  const { page } = await withAdmin(t);
  t.allow(/401 \(Unauthorized\)/);
  await page.getByRole("button", { name: "Sign out" }).click();
  const said = [];
  for (const name of ["siti", "nobody"]) {
    await scene(page, "door");
    await fill(page, { name, password: "not the password" });
    await page.locator(".form button[type=submit]").click();
    said.push(await page.locator(".form-fault").textContent());
    assert.equal(await page.locator("#password").inputValue(), "");
    await page.reload();
  }
  assert.equal(said[0], said[1]);
});

test("a team: invited, seen, changed, shut out; the last admin stays", async (t) => {
  const { server, page } = await withAdmin(t, { viewport: WIDE });
  const { page: other } = await withMember(t, page, server, "ani");
  assert.equal(await other.locator(".room-tab").count(), 2, "an analyst has no team and no audit log");
  await page.locator(".room-tab", { hasText: "Account" }).click();
  await page.locator(".room-tab", { hasText: "Team" }).click();
  const row = page.locator(".thing", { hasText: "ani" });
  await row.waitFor();
  await t.assertAccessible(page);
  await t.screenshot(page, "account-team");

  t.allow(/409 \(Conflict\)|401 \(Unauthorized\)/);
  await page.locator(".thing", { hasText: "siti" }).getByRole("button", { name: "Disable" }).click();
  await page.getByText("This is the last admin who can sign in").waitFor();
  await row.getByRole("button", { name: "Disable" }).click();
  await page.locator(".thing.is-off", { hasText: "ani" }).waitFor();
  await other.locator(".room-tab", { hasText: "My shares" }).click();
  await scene(other, "door");
});

test("sessions are listed and ended, and a known browser is remembered", async (t) => {
  const { server, page, admin } = await withAdmin(t);
  const second = await t.open({ url: server.url });
  await signIn(second, admin, { remember: true });
  await second.locator(".thing", { hasText: "this one" }).first().waitFor();
  await page.reload();
  await page.locator(".top-account").waitFor();
  const others = page.locator(".thing").getByRole("button", { name: "End", exact: true });
  await others.first().waitFor();
  await t.screenshot(page, "account-sessions", { fullPage: true });
  assert.equal(await page.getByRole("button", { name: "Forget", exact: true }).count(), 1);
  await others.first().click();
  await others.first().waitFor({ state: "detached" });
  t.allow(/401 \(Unauthorized\)/);
  await second.getByRole("button", { name: "Forget", exact: true }).click();
  await scene(second, "door");
});

test("the audit log is shown, verified and analysed, and followed as it grows", async (t) => {
  const { server, page } = await withAdmin(t, { viewport: WIDE });
  await page.locator(".room-tab", { hasText: "Audit log" }).click();
  await page.locator(".audit-table tbody tr").first().waitFor();
  await page.getByRole("button", { name: "Verify the log" }).click();
  await page.getByText("The log is whole.").waitFor();
  await page.getByRole("searchbox").fill("authenticator set up");
  await page.waitForFunction(() => document.querySelectorAll(".audit-table tbody tr").length === 1);
  await page.getByRole("searchbox").fill("");
  await t.assertAccessible(page);
  await t.screenshot(page, "account-audit");
  await page.getByRole("button", { name: /Analyse this server/ }).click();
  await page.waitForSelector(".verdict");
  assert.match(await page.locator(".top-files").textContent(), /audit\.jsonl/);
  const n = async () => Number(await page.locator(".rail-n").nth(2).textContent());
  const before = await n();
  assert.ok(before > 5);

  const stranger = await t.open({ url: server.url });
  t.allow(/401 \(Unauthorized\)/);
  await stranger.locator(".top-account").click();
  await scene(stranger, "door");
  await fill(stranger, { name: "root", password: "letmein letmein" });
  await stranger.locator(".form button[type=submit]").click();
  await stranger.locator(".form-fault").waitFor();
  await page.getByText("The server’s log has grown.").waitFor();
  await t.screenshot(page, "account-live");
  await page.getByRole("button", { name: "Read it again with what is new" }).click();
  await page.waitForFunction((before) => Number(document.querySelectorAll(".rail-n")[2]?.textContent) > before, before);
});

test("the rooms in every look", async (t) => {
  const { server, page } = await withAdmin(t);
  await invitation(page);
  const state = await page.context().storageState();
  const looks = { light: { colorScheme: "light", viewport: WIDE }, dark: { colorScheme: "dark", viewport: WIDE }, narrow: { viewport: NARROW } };
  for (const [look, options] of Object.entries(looks)) {
    for (const [room, wait] of Object.entries({ account: ".thing", team: ".thing", audit: ".audit-table tbody tr", shares: ".room-part" })) {
      const view = await t.open({ url: server.url, fragment: `#room=${room}&lang=id`, storageState: state, ...options });
      await view.locator(wait).first().waitFor();
      await assertFits(view);
      await t.assertAccessible(view);
      await t.screenshot(view, `rooms-${room}-${look}-id`, { fullPage: true });
      await view.close();
    }
  }
});

/** Speaks reCAPTCHA's part: the script for the browser, and `siteverify` for the server. */
async function provider(t) {
  const tokens = [];
  const script = `
    let response = "";
    let n = 0;
    window.grecaptcha = {
      ready: (run) => run(),
      execute: async (key, { action }) => "v3 " + key + " " + action + " " + ++n,
      getResponse: () => response,
      reset: () => { response = ""; },
    };
    for (const box of document.querySelectorAll(".g-recaptcha")) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "I am not a robot";
      button.onclick = () => { response = "v2 " + box.dataset.sitekey + " " + ++n; };
      box.append(button);
    }`;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    if (pathname === "/recaptcha/api.js") {
      response.writeHead(200, { "content-type": "text/javascript", "cross-origin-resource-policy": "cross-origin" });
      return response.end(script);
    }
    let body = "";
    for await (const chunk of request) body += chunk;
    tokens.push(new URLSearchParams(body).get("response"));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ success: true, challenge_ts: new Date().toISOString(), hostname: "127.0.0.1", score: 0.9, action: "sign_in" }));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  t.cleanup(() => new Promise((done) => { server.closeAllConnections(); server.close(done); }));
  const url = `http://127.0.0.1:${server.address().port}`;
  t.allowUnder(`${url}/recaptcha/`);
  return { url, tokens };
}

for (const [kind, token] of Object.entries({ recaptcha_v2: "v2 site 2", recaptcha_v3: "v3 site sign_in 1" })) {
  test(`with ${kind} the door is a document of its own`, async (t) => {
    const google = await provider(t);
    const server = await companion(t, `development = true\n[captcha]\nkind = "${kind}"\nsite_key = "site"\nsecret = "secret"\nverifier = "${google.url}"\nhostnames = ["127.0.0.1"]\n`);
    t.allowUnder(`${server.url}sign-in`);
    const page = await t.open({ url: server.url, fragment: server.setup.replace(/^[^#]*/, ""), viewport: WIDE });
    await scene(page, "link");
    await page.locator("#new-password").waitFor();
    await fill(page, { name: "siti", "new-password": "kopi tubruk pagi hujan", again: "kopi tubruk pagi hujan" });
    await page.locator(".form button[type=submit]").click();
    await scene(page, "other-door");
    await page.getByRole("link", { name: "Sign in on the server’s own page" }).click();
    await page.waitForURL(/sign-in/);
    await page.waitForFunction(() => globalThis.grecaptcha);
    await t.assertAccessible(page);
    await t.screenshot(page, `sign-in-${kind}`);
    await page.getByLabel("User name").fill("siti");
    t.allow(/401 \(Unauthorized\)/);
    if (kind === "recaptcha_v2") {
      await page.getByLabel("Password").fill("wrong password");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("Answer the question of the CAPTCHA first.").waitFor();
      await page.getByRole("button", { name: "I am not a robot" }).click();
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("That did not work.").waitFor();
      // After a failure the account hears nothing for a second.
      await new Promise((done) => setTimeout(done, 1_500));
      await page.getByRole("button", { name: "I am not a robot" }).click();
    }
    await page.getByLabel("Password").fill("kopi tubruk pagi hujan");
    await page.getByRole("button", { name: "Sign in" }).click();
    await scene(page, "enrol");
    assert.equal(google.tokens.at(-1), token);
    const headers = (await page.request.get(`${server.url}sign-in`)).headers();
    assert.match(headers["content-security-policy"], /recaptcha/);
    assert.doesNotMatch((await page.request.get(server.url)).headers()["content-security-policy"], /recaptcha/);
  });
}

// The audit log judged by trees: the server's own, followed as it grows, and files with labels.

import assert from "node:assert/strict";
import { fill, scene, withAdmin } from "../harness/companion.mjs";
import { NARROW, WIDE, assertFits } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

const N_EACH = 20;

/** People who sign in at their own desks, and strangers who guess. */
function simulated() {
  const entries = [];
  const add = (i, event, outcome, address) => entries.push({
    seq: entries.length + 1,
    at: new Date(Date.UTC(2026, 10, 21, 8, i * 15)).toISOString(),
    event, outcome, account: `person${i % N_EACH}`, address,
  });
  for (let i = 0; i < 2 * N_EACH; i++) {
    if (i % 2 === 0) {
      add(i, "sign_in_password", "ok", `192.0.2.${i}`);
      add(i, "sign_in_totp", "ok", `192.0.2.${i}`);
    } else {
      for (let n = 0; n < 20; n++) add(i, "sign_in_password", "refused", `203.0.113.${i}`);
    }
  }
  const label = ({ seq, address }) => `${seq},${address.startsWith("203.") ? "anomaly" : "normal"}`;
  const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  return [
    file("audit.jsonl", entries.map((entry) => JSON.stringify(entry)).join("\n") + "\n"),
    file("labels.csv", ["seq,label", ...entries.map(label)].join("\n") + "\n"),
  ];
}

async function auditRoom(t, options) {
  const made = await withAdmin(t, options);
  await made.page.locator(".room-tab").last().click();
  await made.page.locator(".audit-table tbody tr").first().waitFor();
  return made;
}

test("the server's own log is judged by the trees that come along, and again as it grows", async (t) => {
  const { server, page } = await auditRoom(t, { viewport: WIDE });
  await page.getByRole("button", { name: "Judge this server’s log" }).click();
  await page.getByText("This list follows the log while it is open.").waitFor();
  await page.getByText("Judged by the trees that Jejak brings along").first().waitFor();
  assert.equal(await page.locator(".matrix").count(), 0, "without labels nothing is measured");
  const said = await page.locator(".judged-said").textContent();

  const stranger = await t.open({ url: server.url });
  t.allow(/401 \(Unauthorized\)/);
  await stranger.locator(".top-account").click();
  await scene(stranger, "door");
  await fill(stranger, { name: "root", password: "letmein letmein" });
  await stranger.locator(".form button[type=submit]").click();
  await stranger.locator(".form-fault").waitFor();
  await page.waitForFunction((said) => document.querySelector(".judged-said")?.textContent !== said, said);
});

test("a log with labels is judged by trees of its own, measured, and told by its questions", async (t) => {
  const { page } = await auditRoom(t, { viewport: WIDE });
  await page.locator("#judged-files").setInputFiles(simulated());
  await page.getByText("Labels come from the file.").waitFor();
  await page.getByText("20 of 40 unusual").waitFor();
  await page.getByText("Judged by trees grown from this log").first().waitFor();
  const cells = await page.locator(".matrix").first().locator(".matrix-n").allTextContents();
  assert.deepEqual(cells.map((text) => Number(text.replace(/\D/g, ""))), [N_EACH, 0, 0, N_EACH]);
  const worst = page.locator(".judged-name").first();
  assert.match(await worst.textContent(), /unusual203\.0\.113\./);
  await worst.locator("summary").click();
  assert.match(await worst.locator(".judged-path li").first().textContent(), /: \d+, (more than|at most) \d+/);
  await t.assertAccessible(page);
  await t.screenshot(page, "judged-light", { fullPage: true });

  await page.locator("#judged-files").setInputFiles([simulated()[0], { name: "x.csv", mimeType: "text/csv", buffer: Buffer.from("a,b\n") }]);
  await page.getByText("The file holds no labels for this log").waitFor();
  await page.locator("#judged-files").setInputFiles([{ name: "other.jsonl", mimeType: "text/plain", buffer: Buffer.from("hello\n") }]);
  await page.getByText("it holds no entry").waitFor();
});

test("the judgement in every look", async (t) => {
  const { page, server } = await auditRoom(t, { viewport: WIDE });
  const state = await page.context().storageState();
  const looks = {
    dark: { colorScheme: "dark", viewport: WIDE },
    narrow: { viewport: NARROW },
    indonesian: { viewport: WIDE, fragment: "#room=audit&lang=id" },
  };
  for (const [look, options] of Object.entries(looks)) {
    const other = await t.open({ url: server.url, storageState: state, fragment: "#room=audit", ...options });
    await other.locator("#judged-files").setInputFiles(simulated());
    await other.locator(".matrix").first().waitFor();
    await other.locator(".judged-name summary").first().click();
    await other.locator(".judged-path").first().waitFor();
    await assertFits(other);
    await t.assertAccessible(other);
    await t.screenshot(other, `judged-${look}`, { fullPage: true });
  }
});

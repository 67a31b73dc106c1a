import { chromium } from "playwright-core";
import { Server } from "../harness/server.mjs";
import { watch } from "./watch.mjs";
const file = process.argv[2];
const server = await Server.start();
const browser = await chromium.launch({ executablePath: process.env.JEJAK_CHROMIUM, args: ["--no-sandbox","--disable-dev-shm-usage"] });
for (const withProfile of process.argv[3] ? [false, true] : [false, false]) {
  const context = await browser.newContext();
  await context.addInitScript(watch);
  const page = await context.newPage();
  await page.goto(server.url);
  await page.waitForSelector("main");
  await page.evaluate(() => navigator.serviceWorker?.ready);
  await page.waitForTimeout(1500);
  await page.evaluate(() => globalThis.jejakBench.reset());
  const sessions = [];
  let cdp;
  if (withProfile) {
    cdp = await context.newCDPSession(page);
    let id = 0; const waiting = new Map();
    cdp.on("Target.attachedToTarget", ({ sessionId, targetInfo }) => { sessions.push({ sessionId, targetInfo }); });
    cdp.on("Target.receivedMessageFromTarget", ({ sessionId, message }) => { const m = JSON.parse(message); if (m.id && waiting.has(m.id)) { waiting.get(m.id)(m); waiting.delete(m.id); } });
    const send = (sessionId, method, params = {}) => new Promise((resolve) => { const n = ++id; waiting.set(n, resolve); cdp.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id: n, method, params }) }); });
    cdp.sendTo = send;
    await cdp.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    await page.waitForTimeout(500);
    for (const s of sessions) { await send(s.sessionId, "Profiler.enable"); await send(s.sessionId, "Profiler.setSamplingInterval", { interval: 1000 }); await send(s.sessionId, "Profiler.start"); }
    await cdp.send("Profiler.enable"); await cdp.send("Profiler.setSamplingInterval", { interval: 1000 }); await cdp.send("Profiler.start");
  }
  const t0 = performance.now();
  await page.locator("input[type=file]").first().setInputFiles(file);
  await page.waitForFunction(() => globalThis.jejakBench.isDrawn, null, { timeout: 600000, polling: 100 });
  const bench = await page.evaluate(() => ({ ...globalThis.jejakBench }));
  console.log(withProfile, "wall", Math.round(bench.drawnMs - bench.startMs), "first", Math.round(bench.firstMs - bench.startMs), "longest", bench.longestTaskMs);
  if (withProfile) {
    const show = (name, profile) => {
      const self = new Map(); const byId = new Map(profile.nodes.map((n) => [n.id, n]));
      profile.samples.forEach((s, i) => { const n = byId.get(s); const k = n.callFrame.functionName || n.callFrame.url; self.set(k, (self.get(k) ?? 0) + (profile.timeDeltas[i] ?? 0)); });
      const total = [...self.values()].reduce((a, b) => a + b, 0);
      console.log(`== ${name} total ${Math.round(total / 1000)} ms`);
      for (const [k, v] of [...self].sort((a, b) => b[1] - a[1]).slice(0, 25)) console.log(String(Math.round(v / 1000)).padStart(7), k.slice(0, 140));
    };
    for (const s of sessions) { const r = await cdp.sendTo(s.sessionId, "Profiler.stop"); if (r.result) show(s.targetInfo.type + " " + s.targetInfo.url, r.result.profile); }
    show("page", (await cdp.send("Profiler.stop")).profile);
  }
  await context.close();
}
await browser.close(); await server.stop();

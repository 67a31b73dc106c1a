// How long the page takes to answer a hand on a large analysis: `node bench/interact.mjs FILE…`.
//
// In: JEJAK_SERVER, JEJAK_DIST, JEJAK_CHROMIUM as for the tests. Out: one line of JSON: for each act
// the middle and the longest of its repetitions, from the key or the click to the second frame after
// it, and the longest task of the page's thread meanwhile (null where the browser reports none, that
// is below 50 ms); and the same of drawing the timeline.

import { launch } from "../harness/browser.mjs";
import { Server } from "../harness/server.mjs";

const N_TIMES = 8;

const server = await Server.start();
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
await page.addInitScript(() => {
  globalThis.tasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) globalThis.tasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });
  // Drawing the timeline: from the figure that is handed over to its end.
  globalThis.redraws = [];
  const watch = setInterval(() => {
    if (!globalThis.Plotly) return;
    clearInterval(watch);
    const react = globalThis.Plotly.react;
    globalThis.Plotly.react = async (...args) => {
      const start = performance.now();
      const drawn = await react(...args);
      globalThis.redraws.push(performance.now() - start);
      return drawn;
    };
  }, 5);
});
await page.goto(server.url);
await page.locator("input[type=file]").first().setInputFiles(process.argv.slice(2));
await page.waitForSelector(".verdict", { timeout: 600_000 });
await page.waitForTimeout(2000);

const press = async (keys) => {
  for (const key of keys.split(" ")) await page.keyboard.press(key);
};

/** Acts some times; `prepare` brings the page back without being measured. */
async function measure(name, act, prepare = async () => {}) {
  const took = [];
  const tasks = [];
  for (let i = 0; i < N_TIMES; i++) {
    await prepare(i);
    await page.waitForTimeout(400);
    await page.evaluate(() => {
      globalThis.tasks.length = 0;
      globalThis.answered = new Promise((resolve) => {
        const begin = ({ timeStamp }) => {
          removeEventListener("keydown", begin, true);
          removeEventListener("pointerdown", begin, true);
          removeEventListener("wheel", begin, true);
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - timeStamp)));
        };
        for (const type of ["keydown", "pointerdown", "wheel"]) addEventListener(type, begin, { capture: true, passive: true });
      });
    });
    await act(i);
    took.push(await page.evaluate(() => globalThis.answered));
    await page.waitForTimeout(300);
    tasks.push(...(await page.evaluate(() => globalThis.tasks.map(({ duration }) => duration))));
  }
  acts.push({ name, ...spread(took), longestTaskMs: tasks.length ? Math.max(...tasks) : null });
}

/** The middle and the longest of some times. */
function spread(took) {
  took.sort((a, b) => a - b);
  return { middleMs: took[took.length >> 1], longestMs: took.at(-1) };
}

const acts = [];
const slider = page.getByRole("slider");
await measure("going into a range (z)", () => press("z"), async () => {
  await press("u");
  await slider.focus();
  await press("Home ArrowRight Shift+PageUp Shift+PageUp");
});
await measure("the range undone (u)", () => press("u"), async () => {
  await slider.focus();
  await press("Home ArrowRight Shift+PageUp Enter");
});
await measure("opening the incidents (g i)", () => press("g i"), () => press("g o"));
await measure("opening an incident (Enter)", () => press("Enter"), async () => press("Escape g i j"));
await measure("opening the records (g r)", () => press("g r"), () => press("Escape g o"));
await page.locator(".rows").hover();
await measure("scrolling the records (wheel)", () => page.mouse.wheel(0, 4_000));
await measure("opening the templates (g t)", () => press("g t"), () => press("g o"));
await measure("switching the language", (i) => page.getByRole("button", { name: i % 2 ? /^EN/ : /^ID/ }).click(), () => press("g o"));
const redraws = await page.evaluate(() => globalThis.redraws);
acts.push({ name: `drawing the timeline (plotly.js alone, ${redraws.length} times)`, ...spread(redraws), longestTaskMs: null });
console.log(JSON.stringify({ acts }));
await browser.close();
await server.stop();

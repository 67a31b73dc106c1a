// plotly.js under the page's policy: it draws, zooms and hovers without a single violation.

import assert from "node:assert/strict";
import { test } from "../harness/test.mjs";

/** As src/plotly_js.rs does it, but for a figure of the test's own. */
async function draw(page) {
  return page.evaluate(async () => {
    const named = (what) => document.querySelector(`meta[name='jejak-plotly-${what}']`).content;
    const loaded = (element) =>
      new Promise((resolve, reject) => {
        element.onload = resolve;
        element.onerror = reject;
        document.head.append(element);
      });
    const style = Object.assign(document.createElement("link"), {
      rel: "stylesheet",
      href: named("style"),
      id: "plotly.js-style-global",
      className: "no-inline-styles",
    });
    await loaded(style);
    await loaded(Object.assign(document.createElement("script"), { src: named("script") }));
    const element = document.createElement("div");
    element.id = "test-chart";
    document.body.prepend(element);
    const hours = [...Array(24).keys()];
    const data = ["error", "info"].map((name, row) => ({
      type: row === 0 ? "bar" : "scatter",
      name,
      x: hours,
      y: hours.map((hour) => ((hour * 7) % 11) + row),
      // Markup from a log arrives escaped and is shown as it stands.
      hovertemplate: "%{y} at %{x}:00<br>&lt;b&gt;%{fullData.name}<extra></extra>",
    }));
    const layout = { width: 800, height: 300, title: { text: "Events<br>by level" } };
    await globalThis.Plotly.newPlot(element, data, layout, { displaylogo: false });
  });
}

test("a chart is drawn, hovered and zoomed under the policy", async (t) => {
  const page = await t.open({ viewport: { width: 1200, height: 800 } });
  await draw(page);
  const area = await page.locator("#test-chart .nsewdrag").boundingBox();
  const at = (x, y) => [area.x + area.width * x, area.y + area.height * y];

  await page.mouse.move(...at(0.5, 0.5));
  await page.mouse.move(...at(0.52, 0.5));
  await page.waitForSelector("#test-chart .hoverlayer .hovertext");
  assert.match(await page.locator("#test-chart .hoverlayer").textContent(), /at \d+:00<b>(error|info)/);

  const range = () => page.evaluate(() => document.getElementById("test-chart").layout.xaxis.range);
  const whole = await range();
  await page.mouse.move(...at(0.25, 0.2));
  await page.mouse.down();
  await page.mouse.move(...at(0.5, 0.5), { steps: 5 });
  await page.mouse.move(...at(0.75, 0.9), { steps: 5 });
  await page.mouse.up();
  await page.waitForFunction((whole) => document.getElementById("test-chart").layout.xaxis.range[0] > whole[0] + 1, whole);

  await page.hover("#test-chart .modebar-btn >> nth=0");
  await t.screenshot(page, "chart-under-policy");
  await page.evaluate(() => globalThis.Plotly.purge("test-chart"));
});

test("the chart's style sheet says what plotly.js would add by script", async (t) => {
  const context = await t.context({ bypassCSP: true });
  const page = await context.newPage();
  // The page's own program stays away: it loads the charts too, at a moment of its own.
  await page.route(/start-[0-9a-f]+\.js$/, (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
  await page.goto(t.server.url);
  const [ours, theirs] = await page.evaluate(async () => {
    const named = (what) => document.querySelector(`meta[name='jejak-plotly-${what}']`).content;
    const loaded = (element) => new Promise((resolve) => {
      element.onload = resolve;
      document.head.append(element);
    });
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: named("style") });
    await loaded(style);
    await loaded(Object.assign(document.createElement("script"), { src: named("script") }));
    const rules = (sheet) => [...sheet.cssRules].map((rule) => rule.cssText);
    return [rules(style.sheet), rules(document.getElementById("plotly.js-style-global").sheet)];
  });
  assert.ok(theirs.length > 0);
  assert.deepEqual(ours, theirs);
});

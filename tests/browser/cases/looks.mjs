// Every view in both themes, wide and narrow, in both languages: nothing that axe finds, nothing to
// scroll sideways, and a picture of each in out/ for people to look at.

import assert from "node:assert/strict";
import { analysed, assertFits, authLog, drawn, NARROW, samplePaths, WIDE, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

const LOCALES = { en: "en-GB", id: "id-ID" };
/** Words of the other language that no view may show: each is on many views, and in no log. */
const FOREIGN = {
  en: /\b(Berkas|Insiden|Catatan|Ringkasan|Pola|Risiko|Bukti|Waktu)\b/,
  id: /\b(Files|Incidents|Records|Overview|Templates|Risk|Evidence|Events|Next|Show)\b/,
};

/** Looks at views one after the other, and tells of all of them at the end. */
class Looks {
  #found = [];

  constructor(t, lang) {
    this.t = t;
    this.lang = lang;
  }

  async at(page, name) {
    await this.t.screenshot(page, name);
    const checks = [
      () => assertFits(page),
      async () => assert.equal(await page.getAttribute("html", "lang"), this.lang),
      async () => assert.doesNotMatch(await wordsOf(page), FOREIGN[this.lang]),
      () => this.t.assertAccessible(page),
    ];
    for (const check of checks) {
      await check().catch((error) => this.#found.push(`${name}: ${error.message}`));
    }
  }

  end() {
    if (this.#found.length > 0) throw new Error(this.#found.join("\n"));
  }
}

/** What the page says; log lines and names of files stay as they are. */
async function wordsOf(page) {
  return page.evaluate(() => {
    const copy = document.body.cloneNode(true);
    for (const foreign of copy.querySelectorAll(".mono, .line, [lang], svg, .top-files")) foreign.remove();
    return copy.textContent;
  });
}

const NEVER_DONE = `{
  const say = self.postMessage.bind(self);
  self.postMessage = (message, ...rest) => { if (message[0]?.type !== "done") say(message, ...rest); };
}`;
const CRASH = `{
  const say = self.postMessage.bind(self);
  self.postMessage = (message, ...rest) => {
    say(message, ...rest);
    if (message[0]?.type === "partial") setTimeout(() => { throw new Error("brought about by the test"); });
  };
}`;

for (const [lang, locale] of Object.entries(LOCALES)) {
  for (const theme of ["light", "dark"]) {
    for (const [width, viewport] of [[1440, WIDE], [390, NARROW]]) {
      const options = { viewport, locale, colorScheme: theme, hasTouch: width === 390 };
      const name = (view) => `look-${view}-${lang}-${theme}-${width}`;

      test(`every view of an analysis, ${lang}, ${theme}, ${width} px`, async (t) => {
        const looks = new Looks(t, lang);
        const page = await t.open(options);
        await looks.at(page, name("home"));
        await page.close();

        const open = await analysed(t, options);
        const go = async (view) => {
          await open.evaluate((view) => {
            const state = new URLSearchParams(location.hash.slice(1));
            state.set("v", view);
            state.delete("i");
            location.hash = state.toString();
          }, view);
        };
        await looks.at(open, name("overview"));
        await go("incidents");
        await open.waitForSelector(".incident-row");
        await looks.at(open, name("incidents"));
        await open.locator(".incident-row").first().click();
        await open.waitForSelector(".evidence-row .line");
        await drawn(open);
        await looks.at(open, name("incident"));
        await go("records");
        await open.waitForSelector(".row .line");
        await open.locator(".row").nth(3).click();
        await open.waitForSelector(".fields");
        await looks.at(open, name("records"));
        await go("templates");
        await open.waitForSelector(".templates-table tbody tr");
        await looks.at(open, name("templates"));
        await go("normal");
        await open.waitForSelector(".normal-learn");
        await looks.at(open, name("normal"));
        await go("models");
        await open.waitForSelector(".models-group");
        await looks.at(open, name("models"));
        await go("files");
        await open.waitForSelector(".file");
        await looks.at(open, name("files"));
        await open.locator(".mine-acts button").first().click();
        await open.waitForSelector(".describe-form");
        await looks.at(open, name("describe"));
        await open.locator(".describe-acts button").last().click();
        await open.waitForSelector(".file");
        await open.locator(".privacy, .top-ledger").locator("visible=true").first().click();
        await open.waitForSelector(".ledger-table tbody tr");
        await looks.at(open, name("ledger"));
        await open.keyboard.press("Escape");
        await open.keyboard.press("?");
        await open.waitForSelector(".keys");
        await looks.at(open, name("shortcuts"));
        looks.end();
      });

      test(`reading and failing, ${lang}, ${theme}, ${width} px`, async (t) => {
        t.allow(/brought about by the test/);
        const looks = new Looks(t, lang);
        const paths = [...(await samplePaths()), ...(await written(t, { "long.log": authLog() }))];
        const reading = await t.open({ ...options, meddle: NEVER_DONE });
        await t.drop(reading, paths);
        await reading.waitForSelector(".reading .incident-row");
        await drawn(reading);
        await looks.at(reading, name("reading"));

        const failed = await t.open({ ...options, meddle: CRASH });
        await t.drop(failed, paths);
        await failed.waitForSelector(".banner .failure");
        await drawn(failed);
        await looks.at(failed, name("error"));
        looks.end();
      });
    }
  }
}

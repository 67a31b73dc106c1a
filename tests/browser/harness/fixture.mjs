// What a test holds in its hands: pages that are watched, dropped files, screenshots, axe.

import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { launch } from "./browser.mjs";
import { DIST } from "./server.mjs";

export const OUT = fileURLToPath(new URL("../out/", import.meta.url));

export class Fixture {
  /** Console errors, uncaught errors, policy violations, requests that the page must not make. */
  problems = [];
  /** Every request of every page, worker and service worker: `{ url, method }`. */
  requests = [];
  #allowed = [];
  #servers = [];
  #contexts = [];
  #cleanups = [];

  constructor(browser, server) {
    this.browser = browser;
    this.server = server;
  }

  /**
   * A page at the given address, once the program has drawn. `options` go to Playwright's
   * newContext: `viewport`, `colorScheme`, `locale`, `timezoneId`, … `meddle` is put before the
   * workers' own program, to bring about what no file does.
   */
  async open({ url = this.server.url, fragment = "", meddle = "", ...options } = {}) {
    // A service worker would answer for the files that are meddled with.
    const context = await this.context(meddle ? { serviceWorkers: "block", ...options } : options);
    const page = await context.newPage();
    if (meddle) await page.route(/jejak-worker_loader/, (route) => prepend(route, meddle));
    await page.goto(url + fragment);
    await page.waitForSelector("main");
    return page;
  }

  /** Another browser for the pages that are opened from now on, started with further flags. */
  async switchBrowser(...flags) {
    const browser = await launch(...flags);
    this.cleanup(() => browser.close());
    this.browser = browser;
  }

  /** A fresh browser context whose pages are watched. */
  async context(options = {}) {
    const context = await this.browser.newContext({ locale: "en-GB", timezoneId: "Asia/Jakarta", ...options });
    this.#contexts.push(context);
    context.setDefaultTimeout(30_000);
    await context.exposeBinding("jejakTestViolation", (_, text) => this.#problem(`policy violation: ${text}`));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        globalThis.jejakTestViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
      });
    });
    context.on("request", (request) => this.#note(request));
    context.on("console", (message) => {
      if (message.type() === "error") this.#problem(`console error: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.#problem(`uncaught: ${error.error().stack ?? error.error()}`));
    return context;
  }

  /** Lets messages pass that a test brings about on purpose. */
  allow(pattern) {
    this.#allowed.push(pattern);
  }

  /** What is asked of a server with accounts under /api/v1 is no problem. */
  allowServer(url) {
    this.#servers.push(`${url}api/v1/`);
  }

  /** Further addresses that a test asks on purpose, by how they begin. */
  allowUnder(url) {
    this.#servers.push(url);
  }

  /** Runs when the test ends, last first. */
  cleanup(run) {
    this.#cleanups.unshift(run);
  }

  /** Drops files on an element as a person does: the page gets real `File` handles, of any size. */
  async drop(page, paths, target = "body") {
    const input = await page.evaluateHandle(() => {
      const input = document.createElement("input");
      input.type = "file";
      input.multiple = true;
      return input;
    });
    await input.asElement().setInputFiles([paths].flat());
    await page.locator(target).first().evaluate((element, input) => {
      const dataTransfer = new DataTransfer();
      for (const file of input.files) dataTransfer.items.add(file);
      for (const type of ["dragenter", "dragover", "drop"]) {
        element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    }, input);
  }

  /** Writes tests/browser/out/<name>.png. */
  async screenshot(page, name, options = {}) {
    await mkdir(OUT, { recursive: true });
    const file = path.join(OUT, `${name}.png`);
    await page.screenshot({ path: file, animations: "disabled", ...options });
    return file;
  }

  /** Fails on anything that axe finds on the page as it is now. */
  async assertAccessible(page, context = "document") {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate((context) => globalThis.axe.run(context === "document" ? document : context), context);
    const found = violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.slice(0, 4).map((node) => node.html).join("\n  ")}`);
    if (found.length > 0) throw new Error(`axe found ${found.length}:\n${found.join("\n")}`);
  }

  async assertClean() {
    // What is on its way from the browser arrives before the answer to a question asked now.
    for (const context of this.#contexts) {
      for (const page of context.pages()) await page.evaluate(() => 0).catch(() => {});
    }
    const files = await buildFiles();
    for (const request of this.requests) {
      if (this.#servers.some((root) => request.url.startsWith(root))) continue;
      const reason = await whyNotPrivate(request, files);
      if (reason) this.#problem(`request: ${request.method} ${request.url}: ${reason}`);
    }
    if (this.problems.length > 0) throw new Error("the browser reported problems");
  }

  async close() {
    for (const context of this.#contexts) await context.close();
    for (const run of this.#cleanups) await run();
  }

  #note(request) {
    const url = request.url();
    if (/^(data|blob|file):/.test(url)) return;
    const origin = request.serviceWorker()?.url() ?? request.frame()?.url() ?? "";
    this.requests.push({ url, method: request.method(), hasBody: request.postDataBuffer() !== null, origin });
  }

  #problem(text) {
    if (!this.#allowed.some((pattern) => pattern.test(text))) this.problems.push(text);
  }
}

async function prepend(route, code) {
  const response = await route.fetch();
  const body = `${code}\n${await response.text()}`;
  await route.fulfill({ response, body, headers: { ...response.headers(), "cache-control": "no-store" } });
}

/** Every path that a build may be asked for, from its own manifest. */
export async function buildFiles() {
  const manifest = JSON.parse(await readFile(path.join(DIST, "build.json"), "utf8"));
  return new Set(["", "build.json", ...manifest.files.map((file) => file.path)]);
}

/** The page's promise: same-origin GETs, without query or body, for files of the build. */
async function whyNotPrivate({ url, method, hasBody }, files) {
  const { hostname, pathname, search } = new URL(url);
  if (hostname !== "127.0.0.1") return "another origin";
  if (method !== "GET") return "not a GET";
  if (search !== "") return "has a query";
  if (hasBody) return "has a body";
  const isKnown = [...files].some((file) => pathname.endsWith(`/${file}`));
  return isKnown ? null : "not a file of the build";
}

// Pages in a state that several tests begin from, and logs made for them.

import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const SAMPLE = fileURLToPath(new URL("../../../public/samples/break-in/", import.meta.url));
export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 390, height: 844 };

/** The sample's files with an attack in them. */
export async function samplePaths() {
  const names = (await readdir(SAMPLE)).filter((name) => name.endsWith(".log")).sort();
  return names.map((name) => SAMPLE + name);
}

/** A page that has read the sample, and has drawn its timeline. */
export async function analysed(t, options = {}) {
  const page = await t.open({ viewport: WIDE, ...options });
  await t.drop(page, await samplePaths());
  await page.waitForSelector(".verdict");
  await drawn(page);
  return page;
}

/** Until the chart shows the range that the breadcrumb names, and stays. */
export async function drawn(page) {
  await page.waitForSelector(".timeline-paper .js-fill");
  await page.waitForSelector(".overview[aria-busy]", { state: "detached" });
  await page.evaluate(() => new Promise((done) => {
    const paper = document.querySelector(".timeline-paper");
    let timer = setTimeout(done, 700);
    new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(done, 700);
    }).observe(paper, { subtree: true, childList: true, attributes: true });
  }));
}

/** Files in a folder of their own, which goes when the test ends; their paths. */
export async function written(t, contents) {
  const dir = await mkdtemp(path.join(tmpdir(), "jejak-"));
  t.cleanup(() => rm(dir, { recursive: true, force: true }));
  const paths = [];
  for (const [name, content] of Object.entries(contents)) {
    paths.push(path.join(dir, name));
    await writeFile(paths.at(-1), content);
  }
  return paths;
}

/** Sign-ins of a quiet host, one every ten seconds, with one source that guesses in the middle. */
export function authLog(nLines = 200_000) {
  const lines = [];
  const guess = nLines / 2;
  for (let i = 0; i < nLines; i++) {
    const at = new Date(Date.UTC(2025, 2, 1) + i * 10_000);
    const stamp = at.toISOString().slice(0, 19) + "+00:00";
    const isGuess = i >= guess && i < guess + 30;
    const what = isGuess
      ? "Failed password for invalid user admin from 203.0.113.9 port 40022 ssh2"
      : `Accepted publickey for deploy from 192.0.2.${i % 20} port 5022 ssh2: ED25519 SHA256:abc`;
    lines.push(`${stamp} web sshd[${1000 + (i % 30_000)}]: ${what}`);
  }
  return lines.join("\n") + "\n";
}

/** The page's view state, as the address has it. */
export const state = (page) => new URLSearchParams(new URL(page.url()).hash.slice(1));

/** Fails when anything but a log line would have to be scrolled sideways. */
export async function assertFits(page) {
  const wide = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const isInside = (element) => element.closest(".rows, .failure-detail, .hidden, .timeline-paper, svg") !== null;
    const found = [];
    for (const element of document.querySelectorAll("body *")) {
      // What a closed menu holds has a place, and is not drawn there.
      if (!element.checkVisibility()) continue;
      const box = element.getBoundingClientRect();
      if (box.width > 0 && box.right > width + 1 && !isInside(element)) found.push(`${element.tagName}.${element.className} ends at ${box.right} of ${width}`);
    }
    for (const element of [document.scrollingElement, ...document.querySelectorAll(".view, .home, .drawer-body")]) {
      if (element.scrollWidth > element.clientWidth + 1) found.push(`${element.className} scrolls sideways`);
    }
    return found;
  });
  if (wide.length > 0) throw new Error(`too wide:\n${wide.slice(0, 8).join("\n")}`);
}

// The analysis workers without the page's views: a real file of 20 MB, read by two of them.

import assert from "node:assert/strict";
import { appendFile, rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { authLog, written } from "../harness/pages.mjs";
import { test } from "../harness/test.mjs";

const N_LINES = 200_000;

/** Opens the page, starts two workers and gives them the files; `globalThis.crew` stays there. */
async function start(t, contents) {
  const paths = await written(t, contents);
  const page = await t.open();
  await page.evaluate(startCrew);
  const input = await page.evaluateHandle(() => {
    globalThis.input = Object.assign(document.createElement("input"), { type: "file", multiple: true });
    return globalThis.input;
  });
  await input.asElement().setInputFiles(paths);
  return { page, paths };
}

async function startCrew() {
  const script = document.querySelector("meta[name='jejak-worker']").content;
  const ready = (worker) =>
    new Promise((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = () => resolve(worker);
    });
  const [lead, peer] = await Promise.all([ready(new Worker(script)), ready(new Worker(script))]);
  const { port1, port2 } = new MessageChannel();
  peer.postMessage([{ type: "peer" }, port2], [port2]);
  lead.postMessage([{ type: "lead", n_peers: 1 }, port1], [port1]);
  const crew = { lead, peer, heard: [], nRequests: 0, waiting: [] };
  lead.onmessage = ({ data: [header, bytes] }) => {
    const at = performance.now() - crew.started;
    crew.heard.push({ at, ...header, bytes: header.type === "lists" ? [...bytes] : [] });
    crew.waiting = crew.waiting.filter(({ isIt, resolve }) => !isIt(header) || resolve(header));
  };
  crew.until = (isIt) => new Promise((resolve) => crew.waiting.push({ isIt, resolve }));
  crew.run = () => {
    const files = [...globalThis.input.files];
    const facts = files.map(({ name, size, lastModified }) => ({ name, size_bytes: size, modified_ms: lastModified }));
    const choices = { source_zone: { name: "UTC", offset_s: 0, changes: [] } };
    crew.started = performance.now();
    lead.postMessage([{ type: "start", run: 1, files: facts, choices }, ...files]);
  };
  crew.ask = (question) => {
    const request = ++crew.nRequests;
    lead.postMessage([{ run: 1, request, ...question }]);
    return crew.until((header) => header.request === request);
  };
  crew.filter = { files: [], text: "", with: [], without: [] };
  globalThis.crew = crew;
}

async function done(page) {
  await page.evaluate(() => {
    const { crew } = globalThis;
    const end = crew.until(({ type }) => type === "done" || type === "failed");
    crew.run();
    return end.then(() => {});
  });
  return page.evaluate(() => globalThis.crew.heard);
}

/** The lists of the last message, as the bytes that came before it. */
function lists(heard) {
  const last = heard.findLastIndex(({ type }, i) => type !== "lists" && i < heard.length - 1);
  return Buffer.from(heard.slice(last + 1, -1).flatMap(({ bytes }) => bytes));
}

test("two workers read every line of a file and show a first result before the end", async (t) => {
  const { page } = await start(t, { "auth.log": authLog() });
  const heard = await done(page);
  const last = heard.at(-1);
  assert.equal(last.type, "done");
  assert.equal(last.cancelled, false);
  assert.equal(last.analysis.n_lines, N_LINES);
  assert.equal(last.analysis.n_auth_failures, 30);
  assert.ok(lists(heard).includes("203.0.113.9"), "who guesses is named");
  // File 0, line 100,000, in numbers of seven bits a byte.
  assert.ok(lists(heard).includes(Buffer.from([0x00, 0xa0, 0x8d, 0x06])), "and the first of the lines that prove it");
  const first = heard.find(({ type }) => type === "partial");
  assert.ok(first.analysis.n_lines > 0 && first.analysis.n_lines < N_LINES);
  const progress = heard.filter(({ type }) => type === "progress");
  assert.ok(progress.length <= last.at / 100 + 2, `${progress.length} messages in ${last.at} ms`);
});

test("a compressed file gives the same analysis, and the same rows", async (t) => {
  const text = authLog();
  const answers = [];
  for (const contents of [{ "auth.log": text }, { "auth.log.gz": gzipSync(text, { level: 1 }) }]) {
    const { page } = await start(t, contents);
    const heard = await done(page);
    const { n_lines } = heard.at(-1).analysis;
    const rows = await page.evaluate(async () => {
      const { crew } = globalThis;
      const late = await crew.ask({ type: "rows", filter: crew.filter, offset: 150_000, limit: 3 });
      const early = await crew.ask({ type: "context", at: { file: 0, line: 100_000 }, n_around: 1 });
      return [late.rows, early.rows];
    });
    answers.push({ n_lines, lists: lists(heard), rows });
  }
  assert.ok(answers[0].lists.length > 1000 && answers[0].n_lines === N_LINES);
  assert.deepEqual(answers[1], answers[0]);
  const [late, early] = answers[0].rows;
  assert.deepEqual(late.map(({ at }) => at.line), [150_000, 150_001, 150_002]);
  assert.deepEqual(early.map(({ at }) => at.line), [99_999, 100_000, 100_001]);
  assert.match(early[1].text, /Failed password for invalid user admin/);
});

test("rows that fit a search are found to the last one", async (t) => {
  const { page } = await start(t, { "auth.log": authLog() });
  await done(page);
  const found = await page.evaluate(async () => {
    const { crew } = globalThis;
    const filter = { ...crew.filter, text: "FAILED admin" };
    const ask = () => crew.ask({ type: "rows", filter, offset: 10, limit: 100 });
    let answer = await ask();
    for (let i = 0; !answer.is_complete && i < 100; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      answer = await ask();
    }
    const located = await crew.ask({ type: "locate", filter, at: { file: 0, line: 100_007 } });
    return { nTotal: answer.n_total, lines: answer.rows.map(({ at }) => at.line), offset: located.offset };
  });
  assert.equal(found.nTotal, 30);
  assert.deepEqual(found.lines, Array.from({ length: 20 }, (_, i) => 100_010 + i));
  assert.equal(found.offset, 7);
});

test("a cancelled run keeps what was read and says how much was not", async (t) => {
  // Large enough that it cannot be over before it is cancelled, right after the first result.
  const { page } = await start(t, { "auth.log": authLog().repeat(6) });
  const { kept, size } = await page.evaluate(async () => {
    const { crew } = globalThis;
    const first = crew.until(({ type }) => type === "partial");
    const end = crew.until(({ type }) => type === "done");
    crew.run();
    await first;
    crew.lead.postMessage([{ type: "cancel", run: 1 }]);
    return { kept: await end, size: globalThis.input.files[0].size };
  });
  assert.equal(kept.cancelled, true);
  const [file] = kept.analysis.files;
  assert.ok(file.n_bytes > 0 && file.n_bytes < size, `${file.n_bytes} of ${size}`);
  const notice = file.notices.find(({ kind }) => kind === "cancelled");
  assert.equal(notice.count, size - file.n_bytes);
});

/** A tar archive of one file. */
function tar(name, content) {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write("0000644\0", 100);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        0", 148);
  header.write("ustar\x0000", 257);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc(1024 + 511 - ((content.length + 511) % 512))]);
}

test("a run that is cancelled while an archive is unpacked says so, and calls nothing damaged", async (t) => {
  const packed = gzipSync(tar("auth.log", Buffer.from(authLog().repeat(4))), { level: 1 });
  const { page } = await start(t, { "logs.tar.gz": packed, "auth.log": authLog() });
  const kept = await page.evaluate(async () => {
    const { crew } = globalThis;
    const isBegun = ({ type, files }) => type === "progress" && files[0].n_bytes_done > 0;
    const begun = crew.until(isBegun);
    const end = crew.until(({ type }) => type === "done" || type === "failed");
    crew.run();
    await begun;
    crew.lead.postMessage([{ type: "cancel", run: 1 }]);
    return end;
  });
  assert.equal(kept.type, "done");
  assert.equal(kept.cancelled, true);
  const [archive] = kept.analysis.files;
  assert.deepEqual(archive.notices.map(({ kind }) => kind), ["cancelled"]);
  assert.equal(archive.notices[0].count, packed.length);
});

test("a file that is removed before it is read is a notice on that file", async (t) => {
  const { page, paths } = await start(t, { "gone.log": authLog(), "auth.log": authLog() });
  await rm(paths[0]);
  const { type, analysis } = (await done(page)).at(-1);
  assert.equal(type, "done");
  assert.deepEqual(analysis.files[0].notices.map(({ kind }) => kind), ["unreadable"]);
  assert.equal(analysis.files[1].n_lines, N_LINES);
});

test("a file that is changed while it is read is told", async (t) => {
  const { page, paths } = await start(t, { "auth.log": authLog().repeat(6), "quiet.log": authLog() });
  await page.evaluate(() => {
    const { crew } = globalThis;
    const first = crew.until(({ type }) => type === "partial");
    crew.ended = crew.until(({ type }) => type === "done");
    crew.run();
    return first.then(() => {});
  });
  await appendFile(paths[0], "one more line\n");
  const { analysis } = await page.evaluate(() => globalThis.crew.ended);
  const kinds = analysis.files.map(({ notices }) => notices.map(({ kind }) => kind));
  assert.deepEqual(kinds, [["changed_while_read"], []]);
  assert.ok(analysis.files[0].n_lines > 0);
});

// The shipped networks say in the browser what they said where they were made.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { test } from "../harness/test.mjs";

const MODELS = fileURLToPath(new URL("../../../models/", import.meta.url));

/** Greatest difference of a score: sums of 32-bit numbers in another order differ in the last digits. */
const TOLERANCE = 1e-4;

/** What the model worker answers to a question with bytes beside it. */
function asked(page, script, question, bytes) {
  return page.evaluate(({ script, question, bytes }) => new Promise((done, failed) => {
    const worker = new Worker(script);
    worker.onerror = failed;
    worker.onmessage = ({ data: [message] }) => {
      if (message.type === "ready") {
        worker.postMessage([{ job: 1, ...question }, new Uint8Array(bytes)]);
      } else {
        worker.terminate();
        done(message);
      }
    };
  }), { script, question, bytes: [...bytes] });
}

/** Folders of models/ that hold the file. */
async function foldersWith(file) {
  const all = await readdir(MODELS, { withFileTypes: true });
  const folders = all.filter((it) => existsSync(path.join(MODELS, it.name, file))).map((it) => it.name);
  assert.ok(folders.length > 0, `there are models with a ${file}`);
  return folders;
}

function assertNear(name, scores, expected) {
  assert.equal(scores.length, expected.length, name);
  const difference = Math.max(...scores.map((score, i) => Math.abs(score - expected[i])));
  assert.ok(difference <= TOLERANCE, `${name} is off by ${difference}`);
}

async function assertNetworksRepeat(page, script) {
  for (const name of await foldersWith("model.onnx")) {
    const read = (file) => readFile(path.join(MODELS, name, file));
    const reference = JSON.parse(await read("reference.json"));
    const { schema_hash } = JSON.parse(await read("manifest.json"));
    const question = { type: "score", schema_hash, sequences: reference.input };
    const onnx = await read("model.onnx");
    assertNear(name, (await asked(page, script, question, onnx)).scores, reference.output);
  }
}

test("every network repeats its reference scores in the browser", async (t) => {
  const page = await t.open();
  const script = await page.getAttribute("meta[name='jejak-neural-worker']", "content");
  await assertNetworksRepeat(page, script);
});

test("a network of other tokens is refused", async (t) => {
  const page = await t.open();
  const script = await page.getAttribute("meta[name='jejak-neural-worker']", "content");
  const [name] = await foldersWith("model.onnx");
  const onnx = await readFile(path.join(MODELS, name, "model.onnx"));
  const question = { type: "score", schema_hash: "of other tokens", sequences: [] };
  const refused = await asked(page, script, question, onnx);
  assert.deepEqual([refused.type, refused.failure], ["failed", "other_tokens"]);
});

test("every forest repeats its reference scores in the browser", async (t) => {
  const page = await t.open();
  const script = await page.getAttribute("meta[name='jejak-neural-worker']", "content");
  for (const name of await foldersWith("forest.json")) {
    const read = async (file) => JSON.parse(await readFile(path.join(MODELS, name, file)));
    const [manifest, forest, reference] = await Promise.all(["manifest.json", "forest.json", "reference.json"].map(read));
    const model = Buffer.from(JSON.stringify({ manifest, forest }));
    const question = { type: "score_rows", rows: reference.input };
    assertNear(name, (await asked(page, script, question, model)).scores, reference.output);
  }
});

/** Whether this browser can run the program of the model worker that index.html names first. */
async function canRunNamed() {
  const loader = document.querySelector("meta[name='jejak-neural-worker']").content;
  const program = /"(\.\/[^"]*\.wasm)"/.exec(await (await fetch(loader)).text())[1];
  return WebAssembly.validate(await (await fetch(program)).arrayBuffer());
}

test("a browser without SIMD reads logs and scores networks all the same", async (t) => {
  const usual = await t.open();
  assert.equal(await usual.evaluate(canRunNamed), true);
  await t.switchBrowser("--js-flags=--no-enable-sse4-1");
  const page = await t.open();
  assert.equal(await page.evaluate(canRunNamed), false, "the browser should have no SIMD");
  await page.locator("[data-sample=break-in]").click();
  await page.waitForSelector(".verdict");
  assert.match(await page.locator(".verdict").textContent(), /got in as budi/);
  const plain = await page.getAttribute("meta[name='jejak-neural-worker']", "data-plain");
  await assertNetworksRepeat(page, plain);
});

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

test("every network repeats its reference scores in the browser", async (t) => {
  const page = await t.open();
  const all = await readdir(MODELS, { withFileTypes: true });
  const folders = all.filter((it) => existsSync(path.join(MODELS, it.name, "model.onnx")));
  assert.ok(folders.length > 0, "there are networks to check");
  for (const { name } of folders) {
    const read = (file) => readFile(path.join(MODELS, name, file));
    const reference = JSON.parse(await read("reference.json"));
    const onnx = [...(await read("model.onnx"))];
    const scores = await page.evaluate(({ onnx, sequences }) => new Promise((done, failed) => {
      const script = document.querySelector("meta[name='jejak-neural-worker']").content;
      const worker = new Worker(script);
      worker.onerror = failed;
      worker.onmessage = ({ data: [message] }) => {
        if (message.type === "ready") {
          worker.postMessage([{ type: "score", job: 1, sequences }, new Uint8Array(onnx)]);
        } else {
          worker.terminate();
          done(message.scores);
        }
      };
    }), { onnx, sequences: reference.input });
    assert.equal(scores.length, reference.output.length, name);
    const difference = Math.max(...scores.map((score, i) => Math.abs(score - reference.output[i])));
    assert.ok(difference <= TOLERANCE, `${name} is off by ${difference}`);
  }
});

test("every forest repeats its reference scores in the browser", async (t) => {
  const page = await t.open();
  const all = await readdir(MODELS, { withFileTypes: true });
  const folders = all.filter((it) => existsSync(path.join(MODELS, it.name, "forest.json")));
  assert.ok(folders.length > 0, "there are forests to check");
  for (const { name } of folders) {
    const read = async (file) => JSON.parse(await readFile(path.join(MODELS, name, file)));
    const [manifest, forest, reference] = await Promise.all(["manifest.json", "forest.json", "reference.json"].map(read));
    const model = JSON.stringify({ manifest, forest });
    const scores = await page.evaluate(({ model, rows }) => new Promise((done, failed) => {
      const script = document.querySelector("meta[name='jejak-neural-worker']").content;
      const worker = new Worker(script);
      worker.onerror = failed;
      worker.onmessage = ({ data: [message] }) => {
        if (message.type === "ready") {
          worker.postMessage([{ type: "score_rows", job: 1, rows }, new TextEncoder().encode(model)]);
        } else {
          worker.terminate();
          done(message.scores);
        }
      };
    }), { model, rows: reference.input });
    assert.equal(scores.length, reference.output.length, name);
    const difference = Math.max(...scores.map((score, i) => Math.abs(score - reference.output[i])));
    assert.ok(difference <= TOLERANCE, `${name} is off by ${difference}`);
  }
});

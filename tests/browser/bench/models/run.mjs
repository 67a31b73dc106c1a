// Networks in Chromium beside onnxruntime-web, on the same files in one run:
// `node run.mjs NAME FILE [NAME FILE]…`.
//
// In: JEJAK_SERVER, JEJAK_DIST, JEJAK_CHROMIUM as for the tests. Out: one line of JSON, for each
// network the sequences a second of both (the middle of N_ROUNDS rounds, taken in turns, one thread
// each) and the greatest difference of an answer.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../../harness/browser.mjs";
import { Server } from "../../harness/server.mjs";

const N_ROUNDS = 7;
/// Tokens that go through a network in a round.
const N_TOKENS = 25_600;
/// Tokens that are told apart here; the shipped networks and the one that is learned know more.
const N_KNOWN = 90;
const BATCH = 32;

const args = process.argv.slice(2);
const networks = Array.from({ length: args.length / 2 }, (_, i) => args.slice(2 * i, 2 * i + 2));
const ort = fileURLToPath(new URL("node_modules/onnxruntime-web/dist/", import.meta.url));
const version = JSON.parse(await readFile(path.join(ort, "../package.json"))).version;
const TYPES = { ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const host = createServer(async (request, response) => {
  const name = path.basename(new URL(request.url, "http://x").pathname);
  const body = name ? await readFile(path.join(ort, name)).catch(() => null) : "<!doctype html><title>ort</title>";
  response.writeHead(body === null ? 404 : 200, { "Content-Type": TYPES[path.extname(name)] ?? TYPES[".html"] });
  response.end(body ?? "");
});
await new Promise((done) => host.listen(0, "127.0.0.1", done));

const server = await Server.start();
const browser = await launch();
const [ours, theirs] = [await browser.newPage(), await browser.newPage()];
await ours.goto(server.url);
await theirs.goto(`http://127.0.0.1:${host.address().port}/`);

const results = [];
for (const [name, file] of networks) {
  const onnx = [...(await readFile(file))];
  await ours.evaluate((onnx) => new Promise((done) => {
    globalThis.onnx = new Uint8Array(onnx);
    globalThis.worker = new Worker(document.querySelector("meta[name='jejak-neural-worker']").content);
    globalThis.worker.onmessage = () => done();
  }), onnx);
  await theirs.evaluate(async (onnx) => {
    const ort = await import("/ort.wasm.min.mjs");
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = "/";
    globalThis.ort = ort;
    globalThis.session = await ort.InferenceSession.create(new Uint8Array(onnx), { executionProviders: ["wasm"] });
  }, onnx);
  const length = await theirs.evaluate(() => globalThis.session.inputMetadata[0].shape[1]);
  // No two alike, so that nothing can be remembered; as uneven as words are.
  let state = 1;
  const drawn = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const sequences = Array.from({ length: N_TOKENS / length }, () =>
    Array.from({ length }, () => 4 + Math.floor(N_KNOWN * drawn() ** 2)),
  );
  const rounds = { ours: [], theirs: [] };
  let scores;
  for (let round = 0; round < N_ROUNDS; round += 1) {
    const own = await ours.evaluate((sequences) => new Promise((done) => {
      globalThis.worker.onmessage = ({ data: [message] }) => done(message);
      globalThis.worker.postMessage([{ type: "score", job: 1, sequences }, globalThis.onnx]);
    }), sequences);
    const other = await theirs.evaluate(async ({ sequences, BATCH }) => {
      const scores = [];
      const begun = performance.now();
      for (let at = 0; at < sequences.length; at += BATCH) {
        const batch = sequences.slice(at, at + BATCH);
        const data = BigInt64Array.from(batch.flat(), BigInt);
        const tokens = new globalThis.ort.Tensor("int64", data, [batch.length, batch[0].length]);
        const answers = await globalThis.session.run({ tokens });
        scores.push(...Object.values(answers)[0].data);
      }
      return { scores, ms: performance.now() - begun };
    }, { sequences, BATCH });
    rounds.ours.push(own.elapsed_ms);
    rounds.theirs.push(other.ms);
    scores = [own.scores, other.scores];
  }
  await ours.evaluate(() => globalThis.worker.terminate());
  const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
  results.push({
    name,
    tokens: length,
    answers: scores[0].length / sequences.length,
    ours: (1000 * sequences.length) / middle(rounds.ours),
    theirs: (1000 * sequences.length) / middle(rounds.theirs),
    difference: scores[0].reduce((most, score, i) => Math.max(most, Math.abs(score - scores[1][i])), 0),
  });
}
console.log(JSON.stringify({ browser: `Chromium ${browser.version()}`, runtime: `onnxruntime-web ${version}`, results }));
await browser.close();
await server.stop();
host.close();

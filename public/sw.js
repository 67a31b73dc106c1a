// Keeps one whole build in the browser, so that the page works without a network.
//
// The build fills in its id and its files with their hashes; a file whose content differs is
// refused. A page is always fetched anew when there is a network, so nobody is held on an old
// build; a file whose name carries a hash never changes and comes from the cache. Nothing else is
// touched: what this worker does not know goes to the network as if it were not there.

const BUILD = "BUILD";
const FILES = ["FILES"];

// Several copies of the page may live under one origin, each in its own folder.
const PREFIX = `jejak ${registration.scope} `;
const CACHE = PREFIX + BUILD;
const HASHED = /-[0-9a-f]{16}[._][^/]*$/; // xtask/src/page/names.rs
// The smallest module with an instruction of SIMD; src/worker_client/script.rs has the same.
const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
const OTHER_WORKERS = WebAssembly.validate(new Uint8Array(SIMD)) ? /-worker-plain[-_.]/ : /-worker[_.-](?!plain)/;
const UNHASHED = new Set(FILES.map(([url]) => url.slice("./".length)).filter((path) => !HASHED.test(path)));
const MATCH = { ignoreVary: true };

addEventListener("install", (event) => event.waitUntil(keep()));

async function keep() {
  const cache = await caches.open(CACHE);
  // Of the workers there are two sets, one of which this browser never starts.
  const needed = FILES.filter(([url]) => !OTHER_WORKERS.test(url));
  const requests = needed.map(([url, integrity]) => new Request(url, { integrity, cache: "no-cache" }));
  // One after another: the page that is being used comes first.
  for (const request of requests) await cache.add(request);
}

// Runs once no page of an older build is open, so its files may go.
addEventListener("activate", (event) => event.waitUntil(forgetOlder()));

async function forgetOlder() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(registration.scope)) return;
  const path = request.url.slice(registration.scope.length).replace(/#.*$/, "");
  if (HASHED.test(path)) event.respondWith(kept(request));
  else if (path === "" || path === "index.html") event.respondWith(fresh(request, "./"));
  else if (UNHASHED.has(path)) event.respondWith(fresh(request, request));
});

async function kept(request) {
  return (await caches.match(request, MATCH)) ?? fetch(request);
}

// 5xx is a proxy speaking for a server that is down; any other answer is the server's own.
async function fresh(request, key) {
  try {
    const response = await fetch(request);
    if (response.status < 500) return response;
    return (await caches.match(key, MATCH)) ?? response;
  } catch (error) {
    const response = await caches.match(key, MATCH);
    if (response) return response;
    throw error;
  }
}

// The hosts that the page is tested on: the real server, and a plain static host.

import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";

export const DIST = process.env.JEJAK_DIST;

/** jejak-server on a free port, serving the build; `more` are further flags. */
export class Server {
  static async start(more = []) {
    const args = ["serve", "--dist", DIST, ...(more.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"]), ...more];
    const child = spawn(process.env.JEJAK_SERVER, args, { stdio: ["ignore", "pipe", "inherit"] });
    const server = new Server();
    server.child = child;
    let printed;
    // A first start prints the link for the first admin after the address.
    server.link = new Promise((resolve) => { printed = resolve; });
    server.url = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`jejak-server ended with ${code} before it listened`)));
      createInterface({ input: child.stdout }).on("line", (line) => {
        const url = line.match(/http:\/\/[^ ]+/)?.[0];
        if (!url) return;
        if (url.includes("#link=")) printed(url);
        else resolve(`${url}/`);
      });
    });
    return server;
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill();
    await ended;
  }
}

const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * A host as simple as they come: a folder under a sub-path, no headers but the type.
 * `read(name)` may be replaced to serve another build or none.
 */
export class StaticHost {
  static async start(base = "/deep/down/") {
    const host = new StaticHost();
    host.read = (name) => readFile(path.join(DIST, path.normalize(name)));
    host.server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url, "http://host");
      const name = pathname.startsWith(base) ? pathname.slice(base.length) || "index.html" : null;
      try {
        if (name === null) throw new Error("outside");
        const content = await host.read(name);
        response.writeHead(200, { "content-type": TYPES[path.extname(name)] ?? "application/octet-stream" });
        response.end(content);
      } catch {
        response.writeHead(404, { "content-type": "text/plain" });
        response.end("Not found\n");
      }
    });
    await new Promise((resolve) => host.server.listen(0, "127.0.0.1", resolve));
    host.url = `http://127.0.0.1:${host.server.address().port}${base}`;
    return host;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

// Processor time of a browser's threads while something runs, from /proc.

import { readdir, readFile } from "node:fs/promises";

/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

export class Threads {
  static async start(browser) {
    const threads = new Threads();
    threads.session = await browser.newBrowserCDPSession();
    threads.before = await threads.#now();
    return threads;
  }

  /** Milliseconds since the start by who worked; all 0 where there is no /proc. */
  async stop() {
    const after = await this.#now();
    await this.session.detach();
    const spent = { workers: 0, page: 0, engine: 0, others: 0 };
    for (const [key, { kind, ms }] of after) {
      spent[kind] += ms - (this.before.get(key)?.ms ?? 0);
    }
    return spent;
  }

  async #now() {
    const { processInfo } = await this.session.send("SystemInfo.getProcessInfo").catch(() => ({ processInfo: [] }));
    const all = await Promise.all(processInfo.map(threadsOf));
    return new Map(all.flat());
  }
}

async function threadsOf({ id, type }) {
  const tids = await readdir(`/proc/${id}/task`).catch(() => []);
  const all = await Promise.all(tids.map(async (tid) => {
    const stat = await readFile(`/proc/${id}/task/${tid}/stat`, "utf8").catch(() => "");
    // A name may hold spaces and brackets; behind it are numbers.
    const end = stat.lastIndexOf(")");
    const numbers = stat.slice(end + 2).split(" ");
    const ms = (Number(numbers[11]) + Number(numbers[12])) * TICK_MS;
    const name = stat.slice(stat.indexOf("(") + 1, end);
    return [`${id}/${tid}`, { kind: kindOf(type, name, Number(tid) === id), ms: ms || 0 }];
  }));
  return all;
}

function kindOf(type, name, isFirst) {
  if (type !== "renderer") return "others";
  if (name.startsWith("DedicatedWorker")) return "workers";
  if (isFirst) return "page";
  // Compiling WebAssembly and collecting what is no longer needed.
  return name.startsWith("ThreadPool") ? "engine" : "others";
}

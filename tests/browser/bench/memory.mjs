// Memory of a browser's processes while something runs: private pages, sampled from /proc.

import { readFile } from "node:fs/promises";

const STEP_MS = 50;

export class Memory {
  /** Starts to sample; what is used now counts as nothing. */
  static async start(browser) {
    const memory = new Memory();
    memory.session = await browser.newBrowserCDPSession();
    memory.base = await memory.#used();
    memory.peak = memory.base;
    memory.timer = setInterval(async () => {
      memory.peak = Math.max(memory.peak, await memory.#used());
    }, STEP_MS);
    return memory;
  }

  /** Bytes at the highest above the start; 0 where there is no /proc. */
  async stop() {
    clearInterval(this.timer);
    await this.session.detach();
    return this.peak - this.base;
  }

  async #used() {
    const { processInfo } = await this.session.send("SystemInfo.getProcessInfo").catch(() => ({ processInfo: [] }));
    const used = await Promise.all(processInfo.map(({ id }) => privateBytes(id)));
    return used.reduce((sum, bytes) => sum + bytes, 0);
  }
}

/** Anonymous resident memory, of which WebAssembly's is part; files in the cache are not. */
async function privateBytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(status.match(/^RssAnon:\s+(\d+) kB/m)?.[1] ?? 0) * 1024;
}

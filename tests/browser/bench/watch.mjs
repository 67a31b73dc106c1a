// Runs in the page before its own code: hears what its workers say, and how long its tasks take.

/** Leaves its findings in `globalThis.jejakBench`. */
export function watch() {
  const bench = {
    nWorkers: 0,
    startMs: null,
    firstMs: null,
    drawnMs: null,
    longestTaskMs: 0,
    nLines: 0,
    failure: null,
    isDrawn: false,
    reset() {
      bench.longestTaskMs = 0;
    },
  };
  globalThis.jejakBench = bench;
  // A person's file arrives with this event; before it nothing is known of the file.
  addEventListener("change", () => (bench.startMs ??= performance.now()), true);
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) bench.longestTaskMs = Math.max(bench.longestTaskMs, task.duration);
  }).observe({ type: "longtask" });

  const drawn = (then) => requestAnimationFrame(() => setTimeout(then));
  const hear = ({ data }) => {
    const header = Array.isArray(data) ? data[0] : null;
    if (header?.type === "partial") drawn(() => (bench.firstMs ??= performance.now()));
    if (header?.type === "failed") bench.failure = `${header.failure} ${header.detail}`;
    if (header?.type === "done") bench.nLines = Number(header.analysis.n_lines);
    if (header?.type !== "done" && header?.type !== "failed") return;
    const whenAllIsDrawn = () => {
      // Parts of a view that come one after another.
      if (document.querySelector("main [aria-busy=true]")) return drawn(whenAllIsDrawn);
      bench.drawnMs = performance.now();
      // Long tasks are told after they end.
      setTimeout(() => (bench.isDrawn = true), 1000);
    };
    drawn(whenAllIsDrawn);
  };
  globalThis.Worker = class extends globalThis.Worker {
    constructor(...args) {
      super(...args);
      bench.nWorkers += 1;
      this.addEventListener("message", hear);
    }
  };
}

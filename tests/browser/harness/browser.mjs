// Starts the browser that JEJAK_CHROMIUM names, quiet towards the network.

import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch(...flags) {
  return chromium.launch({ executablePath: process.env.JEJAK_CHROMIUM, args: [...FLAGS, ...flags] });
}

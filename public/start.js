// Starts the page: loads the program, says so when it cannot, and keeps the build for offline use.
//
// A file and not an inline script, because the page's Content-Security-Policy forbids inline ones.
// The script's own tag carries the names of this build's files.

const tag = document.querySelector("script[data-wasm]");

try {
  const { default: init } = await import(tag.dataset.js);
  await init({ module_or_path: new URL(tag.dataset.wasm, document.baseURI) });
  keepForOffline();
} catch (error) {
  console.error("Jejak could not start:", error);
  sayItCannotStart();
}

// The page must be usable first: the service worker fetches the whole build and would compete with
// it. `sw` is absent from a build that has no service worker.
function keepForOffline() {
  if (!tag.dataset.sw || !("serviceWorker" in navigator)) return;
  const register = () =>
    navigator.serviceWorker.register(tag.dataset.sw).catch((error) => {
      // Private windows and some policies refuse service workers: the page works, but not offline.
      console.info("Jejak is not kept for offline use:", error.message);
    });
  requestAnimationFrame(() => setTimeout(register, 0));
}

function sayItCannotStart() {
  const sentences = {
    en: "Jejak could not start. A current version of Firefox, Chrome, Edge or Safari is needed; reloading the page may help.",
    id: "Jejak tidak dapat dimulai. Diperlukan Firefox, Chrome, Edge atau Safari versi terkini; coba muat ulang halaman.",
  };
  const box = document.createElement("div");
  box.setAttribute("role", "alert");
  for (const [lang, text] of Object.entries(sentences)) {
    const p = document.createElement("p");
    p.lang = lang;
    p.textContent = text;
    box.append(p);
  }
  document.body.append(box);
}

// Signs in with a CAPTCHA of a provider. This document never sees a log file: its policy lets the
// provider's scripts run, and the page's own policy does not.

const { kind, siteKey, words, next } = document.body.dataset;
const said = JSON.parse(words);
const form = document.querySelector("form");
const fault = document.querySelector("[role=alert]");
const button = form.querySelector("button");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  fault.textContent = "";
  button.disabled = true;
  try {
    await signIn(new FormData(form));
  } catch {
    fault.textContent = said.unreachable;
  }
  button.disabled = false;
});

async function signIn(data) {
  const captcha = await token();
  if (!captcha) {
    fault.textContent = said.captcha;
    return;
  }
  const body = JSON.stringify({ name: data.get("name"), password: data.get("password"), captcha });
  const headers = { "content-type": "application/json" };
  const response = await fetch("./api/v1/sign-in", { method: "POST", headers, body });
  if (response.ok) {
    location.replace(next);
    return;
  }
  const { error } = await response.json();
  fault.textContent = said[error] ?? said.sign_in;
  form.elements.password.value = "";
  if (kind === "recaptcha_v2") grecaptcha.reset();
}

/** Good for one try. */
function token() {
  if (kind === "recaptcha_v2") return grecaptcha.getResponse();
  return new Promise((resolve, reject) => {
    grecaptcha.ready(() => grecaptcha.execute(siteKey, { action: "sign_in" }).then(resolve, reject));
  });
}

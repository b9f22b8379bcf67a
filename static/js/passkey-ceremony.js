// Between what the server writes (base64url in JSON) and what the browser's passkey interface takes and gives (bytes).
const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const text = (buffer) => {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

export const asked = (options) => {
  const said = JSON.parse(options);
  said.challenge = bytes(said.challenge);
  if (said.user) said.user.id = bytes(said.user.id);
  if (said.excludeCredentials) said.excludeCredentials = known(said.excludeCredentials);
  if (said.allowCredentials) said.allowCredentials = known(said.allowCredentials);
  return said;
};

export const answered = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
};

// Runs one question to the browser, says on the page what comes of it, and sends the form with the answer.
export const ceremony = (behaviour, put) => {
  const isAble = Boolean(window.PublicKeyCredential && navigator.credentials);
  const hear = (button, words) => {
    button.parentElement.querySelector('[role="status"]').textContent = words;
  };
  const why = (button, fault) => {
    if (fault.name === "InvalidStateError") return button.dataset.known;
    if (fault.name === "NotAllowedError" || fault.name === "AbortError") return button.dataset.cancelled;
    return fault.name === "SecurityError" || fault.name === "NotSupportedError"
      ? button.dataset.missing
      : button.dataset.failed;
  };
  const run = async (button) => {
    if (!isAble) return hear(button, button.dataset.missing);
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    hear(button, button.dataset.waiting);
    try {
      const found = await put({ publicKey: asked(button.dataset.options) });
      button.parentElement.querySelector('input[type="hidden"]').value = answered(found);
      hear(button, "");
      button.form.requestSubmit(button.type === "submit" ? button : null);
    } catch (fault) {
      hear(button, why(button, fault));
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest(`[data-behaviour="${behaviour}"]`);
    if (!button) return;
    event.preventDefault();
    run(button);
  });
};

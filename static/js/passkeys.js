// Passkeys: the browser asks for the finger, the face or the PIN, and the form carries what it signed.
const decode = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const encode = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const keyed = (list) => (list || []).map((one) => ({ ...one, id: decode(one.id) }));

async function signed(form) {
  const fetched = () => fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } }).then((answer) => answer.json());
  const { publicKey: wanted } = form.dataset.options ? JSON.parse(form.dataset.options) : (await fetched()).request_options;
  const publicKey = { ...wanted, challenge: decode(wanted.challenge), allowCredentials: keyed(wanted.allowCredentials), excludeCredentials: keyed(wanted.excludeCredentials) };
  if (form.dataset.passkey === "create") {
    publicKey.user = { ...wanted.user, id: decode(wanted.user.id) };
    publicKey.authenticatorSelection = { ...wanted.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" };
  }
  const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[part]) response[part] = encode(made.response[part]);
  }
  if (made.response.getTransports) response.transports = made.response.getTransports();
  return { id: made.id, rawId: encode(made.rawId), type: made.type, clientExtensionResults: made.getClientExtensionResults(), response };
}

// An address without a name (127.0.0.1) has no passkeys.
const able = window.PublicKeyCredential && !/^[\d.]+$|^\[/.test(location.hostname);
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const needs = form.querySelector("[data-passkey-needs]");
  if (!able) {
    if (needs) needs.hidden = false;
    else form.hidden = true;
    for (const button of form.querySelectorAll("button")) button.hidden = true;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await signed(form));
    } catch (error) {
      console.warn("No passkey:", error.name);
      failed.hidden = false;
      return;
    }
    form.submit();
  });
}

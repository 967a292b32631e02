// Revision: a button that copies a text field. Without this file the text can be selected and copied by hand.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  const field = button && document.getElementById(button.dataset.copy);
  if (!field) return;
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    if (!document.execCommand("copy")) return; // no clipboard without a secure address; the text is selected
  }
  const status = document.querySelector("[data-copy-status]");
  if (status) status.textContent = button.dataset.copied;
});

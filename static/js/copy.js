// A button that copies what stands in a field, and says so: <button data-behaviour="copy" data-for="ID" data-done="…">.
const inClipboard = async (field) => {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Without TLS or leave there is no clipboard to write to; the older way needs what is selected.
    return document.execCommand("copy");
  }
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest('[data-behaviour="copy"]');
  if (!button) return;
  const field = document.getElementById(button.dataset.for);
  field.select();
  if (!(await inClipboard(field))) return;
  const words = button.querySelector("span");
  words.dataset.before ??= words.textContent;
  words.textContent = button.dataset.done;
  button.setAttribute("aria-live", "polite");
  setTimeout(() => (words.textContent = words.dataset.before), 2000);
});

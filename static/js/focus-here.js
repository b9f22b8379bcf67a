// Moves the focus to what a person must read first (the list of errors), on load and after a swap.
const focus = (root) => root.querySelector('[data-behaviour="focus-here"]')?.focus();

document.addEventListener("htmx:after:swap", () => focus(document));
focus(document);

// A link of the list goes to its field; the browser would scroll but leave the focus behind on a fieldset.
document.addEventListener("click", (event) => {
  const link = event.target.closest('[data-behaviour="focus-here"] a[href^="#"]');
  if (!link) return;
  const target = document.getElementById(link.hash.slice(1));
  const field = target?.matches("input, select, textarea") ? target : target?.querySelector("input, select, textarea");
  if (!field) return;
  event.preventDefault();
  field.focus();
});

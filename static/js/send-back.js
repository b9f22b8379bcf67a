// A line that is unticked shows why it could go back: a template's copy, named after the line, beside its check box.
// <template data-behaviour="reasons" data-for="NAME"> inside the form; fields in it are named return-… and words-….
const template = document.querySelector('template[data-behaviour="reasons"]');
const form = template?.closest("form");
const rowOf = (line) => line.closest("li");
const panelOf = (line) => rowOf(line).querySelector(":scope > .reasons");

const close = (line) => {
  panelOf(line)?.remove();
  line.removeAttribute("aria-expanded");
  line.removeAttribute("aria-controls");
};

const open = (line) => {
  if (panelOf(line)) return;
  const panel = template.content.firstElementChild.cloneNode(true);
  panel.id = `reasons-${line.id}`;
  panel.querySelectorAll("input, textarea").forEach((field) => {
    const label = panel.querySelector(`label[for="${field.id}"]`);
    field.name = `${field.name}-${line.value}`;
    field.id = label.htmlFor = `${field.id}-${line.value}`;
  });
  rowOf(line).append(panel);
  line.setAttribute("aria-expanded", "true");
  line.setAttribute("aria-controls", panel.id);
};

const showWords = (panel) => {
  const words = panel.querySelector(".own-words");
  const isOwn = panel.querySelector("input:checked")?.value === "other";
  words.hidden = !isOwn;
  words.querySelector("textarea").required = isOwn;
};

// On the document, after the listener of Select all, so that its ticks are seen.
document.addEventListener("change", (event) => {
  if (!form || event.target.form !== form) return;
  const panel = event.target.closest(".reasons");
  if (panel) return showWords(panel);
  const isLine = event.target.name === template.dataset.for;
  if (isLine && !event.target.checked) open(event.target);
  // Select all ticks lines without a word of their own: none of them goes back then.
  form.querySelectorAll(".reasons").forEach((shown) => {
    const line = rowOf(shown).querySelector(`input[name="${template.dataset.for}"]`);
    if (line.checked) close(line);
  });
});

form?.addEventListener("submit", (event) => {
  const empty = [...form.querySelectorAll(".own-words textarea")].find((field) => !field.checkValidity());
  if (!empty) return;
  event.preventDefault();
  empty.reportValidity();
});

// Ticks every line of a form but the odd ones: <input type="checkbox" data-behaviour="select-all" data-for="NAME">.
const lines = (all) => [...all.form.querySelectorAll(`input[name="${all.dataset.for}"]:not([data-odd])`)];

const reflect = (all) => {
  const ticked = lines(all).filter((line) => line.checked).length;
  all.checked = ticked > 0 && ticked === lines(all).length;
  all.indeterminate = ticked > 0 && !all.checked;
  const any = all.form.querySelectorAll(`input[name="${all.dataset.for}"]:checked`).length;
  const output = all.form.querySelector('output[data-behaviour="ticked"]');
  if (output) output.value = any ? output.dataset.format.replace("{count}", any) : "";
};

const reflectAll = () => document.querySelectorAll('[data-behaviour="select-all"]').forEach(reflect);

document.addEventListener("change", (event) => {
  const all = event.target.closest('[data-behaviour="select-all"]');
  if (all) lines(all).forEach((line) => (line.checked = all.checked));
  reflectAll();
});
document.addEventListener("htmx:after:swap", reflectAll);
window.addEventListener("pageshow", reflectAll);
reflectAll();

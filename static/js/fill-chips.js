// Chips that fill fields: <button data-behaviour="fill" data-fill="hours=1;minutes=30">, ids on the left.
const pairs = (chip) => chip.dataset.fill.split(";").map((pair) => pair.split("="));

const mark = (chip) => {
  const isOn = pairs(chip).every(([id, value]) => document.getElementById(id)?.value === value);
  chip.setAttribute("aria-pressed", String(isOn));
};

const markAll = () => document.querySelectorAll('[data-behaviour="fill"]').forEach(mark);

document.addEventListener("click", (event) => {
  const chip = event.target.closest('[data-behaviour="fill"]');
  if (!chip) return;
  for (const [id, value] of pairs(chip)) {
    const field = document.getElementById(id);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
document.addEventListener("input", markAll);
document.addEventListener("htmx:after:swap", markAll);
markAll();

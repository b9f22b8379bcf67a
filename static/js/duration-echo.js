// Says back what hours and minutes add up to, because 90 in the minutes field is 1 h 30 min.
const echo = (group) => {
  const [hours, minutes] = [...group.querySelectorAll("input")].map((field) => Number(field.value || 0));
  const total = hours * 60 + minutes;
  const output = group.querySelector("output");
  const isPlain = Number.isInteger(total) && total > 0;
  output.value = isPlain
    ? output.dataset.format.replace("{hours}", Math.floor(total / 60)).replace("{minutes}", total % 60)
    : "";
};

const echoAll = () => document.querySelectorAll('[data-behaviour="duration"]').forEach(echo);

document.addEventListener("input", (event) => {
  const group = event.target.closest('[data-behaviour="duration"]');
  if (group) echo(group);
});
document.addEventListener("htmx:after:swap", echoAll);
echoAll();

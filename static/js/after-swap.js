// After a fragment arrives: focus what it marks as its start, and keep a failed request from passing in silence.
document.addEventListener("htmx:after:swap", () => {
  const start = document.querySelector("[data-focus-after-swap]");
  if (!start) return;
  start.removeAttribute("data-focus-after-swap");
  if (!start.hasAttribute("tabindex")) start.setAttribute("tabindex", "-1");
  start.focus();
});

const tell = (isLost) => {
  const region = document.getElementById("connection");
  if (region) region.hidden = !isLost;
};
document.addEventListener("htmx:error", (event) => {
  if (event.detail?.ctx?.request) tell(true);
});
document.addEventListener("htmx:after:request", () => tell(false));

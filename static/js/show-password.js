// A button beside a password shows and hides what is typed.
document.addEventListener("click", (event) => {
  const button = event.target.closest('[data-behaviour="show-password"]');
  if (!button) return;
  const field = document.getElementById(button.getAttribute("aria-controls"));
  const isShown = field.type === "text";
  field.type = isShown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!isShown));
});

// A shown password must not be remembered by the browser as ordinary text.
document.addEventListener("submit", (event) => {
  for (const button of event.target.querySelectorAll('[data-behaviour="show-password"]')) {
    document.getElementById(button.getAttribute("aria-controls")).type = "password";
  }
});

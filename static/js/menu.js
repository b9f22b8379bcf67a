// The account menu closes with Escape and with a click elsewhere, as menus do.
const open = () => document.querySelector('details[data-behaviour="menu"][open]');

document.addEventListener("click", (event) => {
  const menu = open();
  if (menu && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = open();
  if (!menu || event.key !== "Escape") return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

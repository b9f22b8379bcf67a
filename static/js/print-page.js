// A button that opens the print dialogue.
document.addEventListener("click", (event) => {
  if (event.target.closest('[data-behaviour="print"]')) window.print();
});

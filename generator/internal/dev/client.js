// Loads the page again when drey dev serves something else.
(() => {
  let lost = false;
  const events = new EventSource("/__drey/events");
  events.addEventListener("reload", () => location.reload());
  events.addEventListener("open", () => {
    if (lost) location.reload(); // drey dev itself was started again
  });
  events.addEventListener("error", () => {
    lost = true;
  });
})();

// Tells the portal which place in the list a reader opened: the words and the number, nothing else.
document.addEventListener("click", (event) => {
  const results = event.target.closest("[data-chosen]");
  const item = event.target.closest("[data-rank]");
  if (!results || !item || !event.target.closest("a[href]")) return;
  navigator.sendBeacon(`${results.dataset.chosen}&rank=${item.dataset.rank}`);
});

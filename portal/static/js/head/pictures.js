// Takes away pictures whose server does not answer, so that the illustration behind them shows.
document.addEventListener(
  "error",
  (event) => {
    if (event.target instanceof HTMLImageElement && event.target.dataset.foreign !== undefined) event.target.remove();
  },
  true,
);

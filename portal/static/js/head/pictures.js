// Takes away pictures whose server does not answer, so that the illustration behind them shows.
document.addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLImageElement && target.dataset.foreign !== undefined) target.remove();
  },
  true,
);

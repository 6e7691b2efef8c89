// A swap of the results keeps the map; a step back in the history cannot, and loads the page.
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;

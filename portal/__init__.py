"""The web portal: pages, content, and the services behind them."""

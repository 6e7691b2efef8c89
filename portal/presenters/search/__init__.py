"""What the search page says: labels, chips, addresses, reasons."""

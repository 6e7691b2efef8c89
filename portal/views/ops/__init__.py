"""Pages for those who run the portal."""

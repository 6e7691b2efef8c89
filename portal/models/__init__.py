"""The tables and pure properties of what they hold."""

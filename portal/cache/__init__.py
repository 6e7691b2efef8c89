"""Cache backend and keys."""

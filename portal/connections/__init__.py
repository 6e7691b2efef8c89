"""Connections to other servers that fail fast instead of making a page wait."""

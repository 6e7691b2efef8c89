"""How changes reach cache, search index and live stream."""

"""Vector tiles, clusters, and the points of a search."""

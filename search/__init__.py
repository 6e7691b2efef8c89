"""Search in Elasticsearch: a leaf that imports nothing of the portal."""

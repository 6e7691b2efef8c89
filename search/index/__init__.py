"""The index itself: documents, mappings, writing, rebuilding."""

"""The demo region: the Loire Valley between Blois and Chinon, written by us, as a DATAtourisme archive."""

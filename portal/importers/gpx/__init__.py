"""GPX files to one measured line: reading, mapping, measuring, estimating."""

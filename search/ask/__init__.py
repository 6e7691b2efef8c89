"""Questions to the index: queries, ranking, help when nothing is found."""

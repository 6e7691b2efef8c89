"""Values turned into the words, links and markup of a reader."""

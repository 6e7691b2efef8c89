"""The bench: synthetic archives of any size, and measurements of the whole portal on them."""

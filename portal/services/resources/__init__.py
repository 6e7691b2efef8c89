"""The page of a resource, what is near it, and the home page."""

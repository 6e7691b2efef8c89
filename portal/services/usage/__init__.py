"""What is searched and visited, and what that says of resources."""

"""What the business does, free of Flask."""

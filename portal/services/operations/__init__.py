"""The state of services and of the schema."""

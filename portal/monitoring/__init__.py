"""Health of every service."""

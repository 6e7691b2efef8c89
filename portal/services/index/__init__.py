"""The search index as PostgreSQL fills it: sources, building, repair."""

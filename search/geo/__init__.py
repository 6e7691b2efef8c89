"""Distances and map projections without a database."""

"""Deliveries of records and zones: read, checked, stored, reported."""

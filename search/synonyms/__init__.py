"""Synonym rules, and a preview of what they would change."""

"""What every answer goes through: fragments, language, assets, headers, error pages."""

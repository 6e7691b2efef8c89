"""The search in PostgreSQL that answers while Elasticsearch is away."""

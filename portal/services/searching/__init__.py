"""From what somebody typed to a page of results."""

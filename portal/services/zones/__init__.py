"""Communes, départements, regions, parks: stored, linked, shown."""

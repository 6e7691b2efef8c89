"""Lines of tours: stored, checked, drawn, downloaded."""

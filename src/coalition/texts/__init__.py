"""Read the texts of sources: find passages in them, tell whether these have changed, and split them into sentences."""

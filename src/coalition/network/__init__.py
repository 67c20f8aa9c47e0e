"""Build networks of actors, measure how central each actor is, and write or draw the results."""

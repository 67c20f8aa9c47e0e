"""Serve the pages on which one person writes a graph of their own: texts are read, and passages say what they state."""

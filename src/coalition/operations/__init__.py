"""Declare once what can be asked of a graph: for the command line, Python, HTTP, assistants and the documentation."""

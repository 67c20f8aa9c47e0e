"""Build a snapshot from the files of a graph, and check those files."""

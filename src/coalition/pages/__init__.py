"""Show a graph as pages for people: every sentence with its footnotes, rendered here, readable without scripts."""

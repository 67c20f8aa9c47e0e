"""Ask a graph: saved questions, answers, descriptions of things, and exports as RDF."""

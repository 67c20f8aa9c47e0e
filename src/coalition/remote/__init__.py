"""Ask a SPARQL server in the place of the embedded store."""

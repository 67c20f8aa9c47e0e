"""Read, write, store and query RDF in general; no module here uses a term of our ontology."""

"""RDF and SPARQL in general; nothing here knows a word of our ontology."""

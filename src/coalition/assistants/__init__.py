"""Answer assistants: tools for the Model Context Protocol whose facts carry the ids of their passages."""

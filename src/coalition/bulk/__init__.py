"""Check and prepare graphs that are too large for one store: files for other stores, and tables for other engines."""

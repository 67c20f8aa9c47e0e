"""Audit a graph: its coverage of the texts, conflicts, support of facts, identities, and changes."""

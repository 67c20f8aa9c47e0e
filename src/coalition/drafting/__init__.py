"""Propose passages to a curator, for the parts of a text that nobody has read yet."""

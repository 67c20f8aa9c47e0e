"""Passages that the tool proposes to a curator."""

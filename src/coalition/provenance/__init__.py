"""Find out why an answer holds: its evidence, the record of its passages, and the families of their sources."""

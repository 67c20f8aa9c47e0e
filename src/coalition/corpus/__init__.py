"""The files that a curator keeps: where they lie, how they are read and written."""

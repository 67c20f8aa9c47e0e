"""Change the files that a curator keeps: one change at a time, checked before it is written, whole or not at all."""

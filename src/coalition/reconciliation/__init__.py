"""Match names of a table with the things of a graph, as the Reconciliation API of the W3C's community group has it."""

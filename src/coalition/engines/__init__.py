"""Analyse networks by SQL, on engines that hold more than one machine's memory: DuckDB and Spark."""

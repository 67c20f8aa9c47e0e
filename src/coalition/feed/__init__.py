"""Tell what changed from one snapshot of a graph to another, as feeds that people and programs can follow."""

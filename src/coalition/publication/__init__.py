"""Describe a served graph in the terms that other people's tools read, and each thing in it under its own address."""

"""Publish a graph over HTTP: a front process that speaks to the world, and workers without a network that answer."""

"""Build, print and draw timelines: what happened when, according to the sources."""

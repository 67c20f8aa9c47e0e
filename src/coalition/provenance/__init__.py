"""Why an answer holds: evidence, the record of passages, families of sources."""

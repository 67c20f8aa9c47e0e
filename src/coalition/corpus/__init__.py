"""Find, read and write the files that a curator keeps."""

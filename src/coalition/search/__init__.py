"""Find the things, passages and places in texts that have some words, in an index beside the snapshot."""

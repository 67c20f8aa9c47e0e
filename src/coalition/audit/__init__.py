"""Reports on the graph itself: coverage, conflicts, corroboration, identities, differences."""

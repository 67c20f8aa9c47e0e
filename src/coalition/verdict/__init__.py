"""Give a verdict on a claim: who says so, who denies it, and what was read without finding it."""

"""What happened when, as far as sources say."""

"""The texts of sources: passages, sentences, and whether the words are still there."""

"""Networks of actors, and who is central in them."""

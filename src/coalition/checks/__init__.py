"""Check what must hold before anything is stored."""

"""What must hold before anything is stored."""

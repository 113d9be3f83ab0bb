"""What goes with sick leave and well-being, and at which level."""

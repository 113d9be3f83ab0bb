"""What changed, whether the action had a part in it, and what chance alone would give."""

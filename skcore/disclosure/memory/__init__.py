"""What was shown before: how today's people overlap with it, and the files that remember it."""

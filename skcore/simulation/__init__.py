"""Studies with known truth: to try the software on, and to see whether it finds what is there."""

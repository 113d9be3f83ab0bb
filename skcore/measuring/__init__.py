"""Measuring: scores, reliability, agreement, and whether the answers were coded right."""

"""Figures of released tables: every ``plot_*`` takes ``Released`` and refuses anything else."""

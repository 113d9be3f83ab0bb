"""Widgets for notebooks: to look, to prepare and to meet. What leaves a notebook is a ``Slide``."""

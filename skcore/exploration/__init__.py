"""The researcher's room: people's scores as they are, for whoever may see them. Nothing leaves it.

Every figure is an ``Axes`` with a banner, never a ``Slide``; exporters leave its cells out.
"""

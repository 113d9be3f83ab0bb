"""The researcher's room: people's scores as they are, for whoever may see them. Nothing leaves it.

Every figure is an ``Axes`` with a banner, never a ``Slide``; exporters leave its cells out.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "people_seen": ["explore_correlations", "explore_items"],
        "pairs_seen": ["explore_associations"],
        "places_seen": ["explore_levels", "explore_units"],
        "absence_seen": ["explore_absence", "explore_residuals"],
    },
)

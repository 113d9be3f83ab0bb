"""Figures of released tables: every ``plot_*`` takes ``Released`` and refuses anything else."""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "public": [
            "plot_change",
            "plot_distribution",
            "plot_gap",
            "plot_levels",
            "plot_profile",
            "plot_scatter",
            "plot_spread",
            "plot_trend",
        ]
    },
)

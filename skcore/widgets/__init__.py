"""Widgets for notebooks: to look, to prepare and to meet. What leaves a notebook is a ``Slide``."""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach(
    __name__,
    submod_attrs={
        "exploring": ["explore"],
        "importing": ["check_import"],
        "picking": ["pick_cards"],
        "planning": ["plan_programme"],
        "polling": ["quick_poll"],
        "registering": ["edit_actions"],
    },
)

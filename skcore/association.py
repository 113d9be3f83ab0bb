"""What goes with sick leave and well-being, and at which level: the room's front door.

Each question has its own module; this one gathers their public names.
"""

from __future__ import annotations

from skcore.correlation import correlate
from skcore.count_models import count_model
from skcore.levels import unit_mean_reliability, within_between
from skcore.permutation import permutation_correlation
from skcore.random_intercept import mixed_model
from skcore.sensitivity_table import sensitivity
from skcore.workplace_association import association_line, unit_association

__all__ = [
    "association_line",
    "correlate",
    "count_model",
    "mixed_model",
    "permutation_correlation",
    "sensitivity",
    "unit_association",
    "unit_mean_reliability",
    "within_between",
]

"""What goes with sick leave and well-being, and at which level: the room's front door.

Each question has its own module; this one gathers their public names.
"""

from __future__ import annotations

from skcore.association.correlation import correlate
from skcore.association.count_models import count_model
from skcore.association.every_pair import associate
from skcore.association.level_trap import unit_mean_reliability, within_between
from skcore.association.permutation import permutation_correlation
from skcore.association.random_intercept import mixed_model
from skcore.association.sensitivity_table import sensitivity
from skcore.association.workplace_association import association_line, unit_association

__all__ = [
    "associate",
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

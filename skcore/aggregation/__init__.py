"""From respondents to groups: units up the tree, response rates, means and two views.

Everything here stays in the confidential room; ``skcore.disclosure`` decides what may be seen.
A unit's figure is its employees'. Leaders stand apart: where a unit has one leader, a figure
of all beside a figure of the employees is that leader's answer.
"""

from __future__ import annotations

from skcore.aggregation.groups import group_means, response_rates, role_gap
from skcore.aggregation.membership import (
    counted_people,
    level_columns,
    scored_people,
    share_favourable,
    unit_paths,
)
from skcore.aggregation.parts import cell_sums, means_of_sums

__all__ = [
    "cell_sums",
    "counted_people",
    "group_means",
    "level_columns",
    "means_of_sums",
    "response_rates",
    "role_gap",
    "scored_people",
    "share_favourable",
    "unit_paths",
]

"""What changed, whether the action had a part in it, and what chance alone would give.

Each question has its own module; this one gathers their public names.
"""

from __future__ import annotations

from skcore.evaluation.between_waves import compare_shares, compare_waves
from skcore.evaluation.beyond_others import promise_and_found
from skcore.evaluation.chance_change import regression_to_the_mean, reliable_change
from skcore.evaluation.contrast_checks import action_checks
from skcore.evaluation.crosswalk import crosswalk_groups, crosswalk_register, regroup
from skcore.evaluation.event_periods import event_study
from skcore.evaluation.linked_answers import compare_linked
from skcore.evaluation.segmented_series import absence_trend
from skcore.evaluation.study_size import study_power
from skcore.evaluation.unit_contrast import difference_in_differences

__all__ = [
    "absence_trend",
    "action_checks",
    "compare_linked",
    "compare_shares",
    "compare_waves",
    "crosswalk_groups",
    "crosswalk_register",
    "difference_in_differences",
    "event_study",
    "promise_and_found",
    "regression_to_the_mean",
    "regroup",
    "reliable_change",
    "study_power",
]

"""Who answered, and how far may the answers speak for those who did not?

Three looks from different sides; everything here stays in the confidential room.
"""

from __future__ import annotations

from skcore.response.bounds import response_bounds
from skcore.response.early_late import compare_early_late, timing
from skcore.response.raking import rake_weights, raked_means
from skcore.response.register_profile import compare_with_register

__all__ = [
    "compare_early_late",
    "compare_with_register",
    "rake_weights",
    "raked_means",
    "response_bounds",
    "timing",
]

"""The door between the confidential room and what may be shown.

``plan_release`` decides over all tables at once what may be shown, ``audit_release`` judges that
plan anew, ``protect`` brings a table through, and the ledger remembers what was shown before.
"""

from __future__ import annotations

from skcore.disclosure.audit import audit_release
from skcore.disclosure.door import protect
from skcore.disclosure.memory.ledger import Ledger, earlier_releases, read_ledger, record_release
from skcore.disclosure.plan import CostlyCutsWarning, plan_release
from skcore.disclosure.planned import ReleasePlan
from skcore.disclosure.policy import DisclosurePolicy
from skcore.disclosure.released import Released, require_released
from skcore.disclosure.rounding import round_half_away
from skcore.disclosure.withheld import coverage, explain

__all__ = [
    "CostlyCutsWarning",
    "DisclosurePolicy",
    "Ledger",
    "ReleasePlan",
    "Released",
    "audit_release",
    "coverage",
    "earlier_releases",
    "explain",
    "plan_release",
    "protect",
    "read_ledger",
    "record_release",
    "require_released",
    "round_half_away",
]

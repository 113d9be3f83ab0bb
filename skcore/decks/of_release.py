"""What is said of every function that makes slides or tables of a release."""

from __future__ import annotations

from skcore.explained import explained

__all__ = ["of_release"]

of_release = explained(
    {
        "release": "What :func:`release_study` gave: what may be shown.",
        "unit": "Code of a workplace, for example ``hjem-01``; it must stand in the study's list.",
    }
)

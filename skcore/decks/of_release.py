"""What is said of every function that makes slides or tables of a release."""

from __future__ import annotations

from skcore.explained import explained

of_release = explained(
    {
        "release": "What :func:`release_study` gave: what may be shown.",
        "unit": "Code of a workplace, for example ``hjem-01``; it must stand in the study's list.",
        "instrument": "The questionnaire; the leading one where it is not given.",
        "scale": "Code of the one theme whose questions are shown; every theme by default.",
        "cards": "Cards to use, as ``choose_cards`` gives them; dealt anew where None.",
    }
)

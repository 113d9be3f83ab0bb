"""What footnotes say of intervals whose spread is agreed and not told."""

from __future__ import annotations

from skcore.decks.phrases import Phrases
from skcore.instruments.model import Instrument

Spreads = list[tuple[tuple[str, str, str], tuple[float | None, int | None]]]


def spread_note(p: Phrases, *waves: str, instrument: Instrument | None = None) -> str:
    """Say so where intervals rest on a convention, or are left out; empty elsewhere."""
    told = _spreads(p, instrument)
    used = [v for (wave, who, _), v in told if wave in waves and who == "employee"]
    conventional = [points for points, df in used if df is None]
    if not conventional:
        return ""
    if conventional[0] is None:
        return p.text("deck.no_spread")
    return p.text("deck.convention", points=p.number(conventional[0]))


def leaders_spread_note(p: Phrases, wave: str) -> str:
    """Say so where the leaders' part of an interval rests on a convention of their own."""
    used = [v for (own, who, _), v in _spreads(p) if own == wave and who == "leader"]
    points = next((points for points, df in used if df is None and points is not None), None)
    if points is None or spread_note(p, wave):
        return ""
    return p.text("deck.convention_leaders", points=p.number(points))


def _spreads(p: Phrases, instrument: Instrument | None = None) -> Spreads:
    plans = p.release.plans.means
    return list(plans[(instrument or p.facts.primary).id].spreads.items())

"""Which slides of an evaluation are left out, or show less, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skcore.decks.phrases import Phrases

if TYPE_CHECKING:
    from skcore.release import StudyRelease

__all__ = ["left_out"]


def left_out(release: StudyRelease) -> list[str]:
    """Say which slides a reader would look for in vain, why, and what to write to have them.

    Parameters
    ----------
    release
        From ``release_study``.

    Returns
    -------
    list of str
        A sentence each, in the study's language; empty where nothing is left out.
    """
    p = Phrases(release)
    lines = []
    if release.change_missing:
        lines.append(p.change_missing())
    elif release.compared is not None:
        what = p.compared_on(release.compared, release.compared.scales)
        lines += [p.text("left_out.change.partly", what=what)] if what else []
    if release.actions_missing:
        around, words = release.compared_actions, {}
        if around is not None:
            label = release.facts.wave_label
            words = {"first": label(around.first), "last": label(around.last)}
        lines.append(p.text(f"left_out.actions.{release.actions_missing}", **words))
    return lines

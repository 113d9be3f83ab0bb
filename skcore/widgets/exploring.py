"""``explore``: choose what to look at; figure, sentence, numbers and what is not shown follow."""

from __future__ import annotations

from html import escape
from typing import Any

from skcore.decks.explored import explored_slide, explored_table
from skcore.decks.looking import BESIDE, comparisons_of, looked_at
from skcore.decks.rows import employees
from skcore.errors import SkcoreError
from skcore.release import StudyRelease
from skcore.slides.html import slide_fragment
from skcore.slides.slide import Slide
from skcore.texts import numbers
from skcore.texts.readable import readable_html
from skcore.widgets.ground import Board, choice, html, row


class _Explorer(Board):
    """The controls, and the one look that they choose."""

    def __init__(self, release: StudyRelease) -> None:
        self.release = release
        #: names of the units, the latest where they changed; drawn looks, by what was chosen
        facts, text = release.facts, release.facts.texts
        self.names = dict(zip(facts.units["unit"], facts.units["name"], strict=True))
        self.drawn: dict[tuple[str, ...], tuple[Slide, str, str]] = {}
        waves = {wave.id: facts.wave_label(wave.id) for wave in facts.waves}
        levels = {"": numbers.capitalise(facts.words["whole"])}
        levels |= {word: numbers.capitalise(word) for word in facts.levels}
        there = ("employee", "leader") if facts.has_leaders else ("employee",)
        roles = {role: text(f"explore.role_{role}") for role in there}
        first = facts.primary.id
        self.controls: dict[str, Any] = {
            "scale": choice(text("explore.scale"), _scales(release), first),
            "level": choice(text("explore.level"), levels, ""),
            "unit": choice(text("explore.unit"), {"": text("explore.all_units")}, ""),
            "wave": choice(text("explore.wave"), waves, facts.last_wave),
            "role": choice(text("explore.role"), roles, "employee"),
            "beside": choice(text("explore.beside"), {"": text("explore.beside_none")}, ""),
        }  # fmt: skip
        self.figure, self.rows = html(""), html("")
        super().__init__(
            facts.language,
            text("explore.title"),
            row(*self.controls.values()),
            below=[self.figure, self.rows],
        )
        for control in self.controls.values():
            self.follow(control, lambda _: self.look())
        self.look()

    def look(self) -> None:
        """Draw what is chosen now."""
        with self.quietly():
            self._choices()
        chosen = {name: control.value for name, control in self.controls.items()}
        if chosen["unit"]:
            chosen["level"] = ""
        if not self.attempt(lambda: self._show(chosen)):
            self.slide, self.figure.value, self.rows.value = None, "", ""

    def _show(self, chosen: dict[str, Any]) -> None:
        key = tuple(chosen.values())
        if key not in self.drawn:
            self.drawn[key] = self._draw(chosen)
        self.slide, self.figure.value, self.rows.value = self.drawn[key]
        self.say("")

    def _draw(self, chosen: dict[str, Any]) -> tuple[Slide, str, str]:
        slide = explored_slide(self.release, **chosen)
        table = readable_html(explored_table(self.release, **chosen), self.text.language)
        return slide, slide_fragment(slide), f"<h3>{escape(self.text('explore.table'))}</h3>{table}"

    def _choices(self) -> None:
        """Offer the units of the level that are shown, and what may stand beside them."""
        given = {name: self.controls[name].value for name in ("scale", "level", "wave", "role")}
        facts, text = self.release.facts, self.text
        units = {"": text("explore.all_units")}
        if given["level"]:
            units |= {u: self.names[u] for u in self._shown(given)}
        _offer(self.controls["unit"], units)
        unit = self.controls["unit"].value
        if unit:
            given["level"] = ""
        try:
            look = looked_at(self.release, unit=unit, **given)
        except SkcoreError:
            return
        offered = comparisons_of(self.release, look)
        words = {name: f"explore.beside_{name or 'none'}" for name in BESIDE if name in offered}
        _offer(self.controls["beside"], {n: text(key, **facts.words) for n, key in words.items()})

    def _shown(self, given: dict[str, str]) -> list[str]:
        facts = self.release.facts
        columns = dict(zip(facts.levels, [*facts.level_columns, "unit"], strict=True))
        look = looked_at(self.release, scale=given["scale"])
        column = columns[given["level"]]
        rows = employees(self.release, f"wave × {column} × role", given["wave"], look.instrument)
        shown = set(rows.loc[~rows["hidden"].astype(bool), column])
        return [unit for unit in facts.units["unit"].unique() if unit in shown]


def _scales(release: StudyRelease) -> dict[str, str]:
    facts = release.facts
    found = {}
    for instrument in facts.instruments:
        title = instrument.title[facts.language]
        found[instrument.id] = facts.texts("explore.all_of", title=title)
        for code in looked_at(release, scale=instrument.id).scales:
            found[code] = numbers.capitalise(facts.scale(code).label[facts.language])
    return found


def _offer(control: Any, options: dict[str, str]) -> None:
    """Offer other choices; the chosen one stays where it is still there."""
    pairs = tuple((name, key) for key, name in options.items())
    if control.options != pairs:
        kept = control.value if control.value in options else next(iter(options))
        control.options = pairs
        control.value = kept


def explore(release: StudyRelease) -> Board:
    """Look at what may be shown of a study: choose a theme, a level, a unit, a survey, a role.

    Parameters
    ----------
    release
        From ``release_study``. Nothing but its released tables is read.

    Returns
    -------
    Board
        Shows itself in a notebook. ``.slide`` is the look as a ``Slide``; ``explored_slide`` and
        ``explored_table`` give the same without controls. In an exported deck stands the slide
        that was copied last, else the first one.

    Examples
    --------
    >>> import skcore
    >>> explore(release).slide.kicker
    'Hele kommunen · 2. måling · medarbejdere'
    """
    return _Explorer(release)

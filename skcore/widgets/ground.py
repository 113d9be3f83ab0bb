"""What every widget has: its language, its keys, what it says, and what leaves the notebook of it.

ipywidgets' own state is never stored (``store_widget_state`` stays off): a saved notebook holds the
one ``Slide`` that the board stands for, and nothing that somebody typed or chose.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from html import escape
from importlib.resources import files
from secrets import token_hex
from threading import RLock
from typing import Any

import ipywidgets

from skcore.errors import SkcoreError
from skcore.slides.pages import OURS
from skcore.slides.slide import MIME_TYPE, Slide
from skcore.storage import sentence
from skcore.texts import load_texts
from skcore.texts.reader import fault

MOST_MEGABYTES = 10  # ipywidgets loses a larger file without a word (its issue 2522)


class Board:
    """A widget in a notebook's cell. Showing it shows its controls; exporting it, its ``slide``."""

    def __init__(
        self, language: str, title: str, *parts: Any, below: Sequence[Any] = (), copies: bool = True
    ) -> None:
        self.text = load_texts(language)
        #: what leaves the notebook; None: nothing
        self.slide: Slide | None = None
        self._left: Any = None
        self._quiet = False
        self._said = html("")
        self._said.add_class("sk-said")
        copy = [button(self.text("widgets.copy"), self.copy)] if copies else []
        self.box = ipywidgets.VBox([heading(title), *parts, *copy, self._said, *below])
        self.box.add_class("sk-board")

    def _ipython_display_(self) -> None:
        from IPython.display import display

        ground = {"text/html": _ground(self.text.language), "text/plain": ""}
        display(ground, raw=True, metadata={OURS: True})  # type: ignore[no-untyped-call]
        # its own words would tell, in a saved notebook, what its fields held
        view = self.box._repr_mimebundle_()
        display(view | {"text/plain": ""}, raw=True)  # type: ignore[no-untyped-call]
        self._left = display(self._bundle(), raw=True, display_id=True)  # type: ignore[no-untyped-call]

    def _bundle(self, said: str = "") -> dict[str, Any]:
        """The slide as exporters read it, without a picture: the board shows that."""
        words = {
            "text/html": f"<p>{escape(said)}</p>" if said else "<span></span>",
            "text/plain": said,
        }
        return words | ({MIME_TYPE: self.slide.to_json()} if self.slide is not None else {})

    def copy(self) -> None:
        """Let the slide as it is now be what leaves the notebook, and say so under the board."""
        if self._left is not None and self.slide is not None:
            said = self.text("widgets.copied", title=self.slide.title)
            self._left.update(self._bundle(said), raw=True)
            self.say(said)

    def say(self, *sentences: str, problem: bool = False) -> None:
        """Say something under the controls; nothing takes away what was said."""
        kind = "sk-problem" if problem else "sk-note"
        self._said.value = "".join(f'<p class="{kind}">{escape(s)}</p>' for s in sentences if s)

    def fill(self, *parts: Any) -> None:
        """Put other parts below what is said."""
        children = list(self.box.children)
        self.box.children = [*children[: children.index(self._said) + 1], *parts]

    def attempt(self, does: Callable[[], object]) -> bool:
        """Do something; say what is wrong where ipywidgets would lose it."""
        try:
            does()
        except (SkcoreError, OSError) as error:
            told = sentence(error, self.text) if isinstance(error, OSError) else str(error)
            self.say(*told.splitlines(), problem=True)
            return False
        except Exception as error:  # noqa: BLE001 - Jupyter would write its words into the notebook
            self.say(fault(error, self.text.language), problem=True)
            return False
        return True

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Set controls without following them: what follows from one another is done once."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def follow(self, control: Any, does: Callable[[Any], object]) -> None:
        """Do something with each value that somebody gives a control."""

        def followed(change: Any) -> None:
            if not self._quiet:
                self.attempt(lambda: does(change["new"]))

        control.observe(followed, "value")

    def button(self, words: str, does: Callable[[], object]) -> Any:
        """Return a button of this board."""
        return button(words, lambda: self.attempt(does))


#: JupyterLab hands a button's click and a field's value to the kernel in two threads
_TURN = RLock()


def live(control: Any, beside: list[Any] | None = None) -> Any:
    """Handle what is done to a control in its turn; its class then tells ``ground.js`` so.

    Never how often, which would be the hands at an answer, nor that it was this one of those that
    it stands ``beside``: the page holds the class, and so does a state that somebody stores.
    """
    handle, together = control._handle_msg, [] if beside is None else beside
    together.append(control)
    control.add_class("sk-live")
    _turn(control)

    def in_turn(message: dict[str, Any]) -> None:
        data = message["content"]["data"]
        with _TURN:
            handle(message)
            if data["method"] == "update" or data.get("content") == {"event": "click"}:
                # its own is waited for, so it is the last
                _turn(*(one for one in together if one is not control), control)

    control.comm.on_msg(in_turn)
    return control


def _turn(*controls: Any) -> None:
    for control in controls:
        kept = [name for name in control._dom_classes if not name.startswith("sk-turn-")]
        control._dom_classes = (*kept, f"sk-turn-{token_hex(4)}")


@cache
def _ground(language: str) -> str:
    own = files(__package__)
    settings = {
        "language": language,
        "most": MOST_MEGABYTES,
        "too_large": load_texts(language).raw("widgets.too_large"),
    }
    script = (own / "ground.js").read_text(encoding="utf-8").rstrip()
    style = (own / "ground.css").read_text(encoding="utf-8")
    given = json.dumps(settings).replace("<", "\\u003c")
    return f"<style>{style}</style><script>{script}({given});</script>"


def html(words: str) -> Any:
    """Return words as they stand: HTML of ours, its values escaped."""
    return ipywidgets.HTML(words)


def heading(words: str, level: int = 3) -> Any:
    """Return a heading."""
    return html(f"<h{level}>{escape(words)}</h{level}>")


def row(*parts: Any) -> Any:
    """Return controls side by side, as far as there is room."""
    box = ipywidgets.Box(list(parts))
    box.add_class("sk-controls")
    return box


def button(words: str, does: Callable[[], object], beside: list[Any] | None = None) -> Any:
    """Return a button, alike to look at whichever was pressed of those that it stands beside."""
    made = live(ipywidgets.Button(description=words), beside)
    made.on_click(lambda _: does())
    return made


def choice(
    words: str, options: Mapping[str, str] | Sequence[tuple[str, str]], value: str, **how: Any
) -> Any:
    """Return a list to choose from: value -> what it is called."""
    pairs = list(options.items()) if isinstance(options, Mapping) else list(options)
    shown = [(name, key) for key, name in pairs]
    return live(ipywidgets.Dropdown(options=shown, value=value, description=words, **how))


def typed(words: str, value: str = "", *, wide: bool = False) -> Any:
    """Return a field to write in; a wide one takes sentences."""
    made = field(ipywidgets.Text(value, description=words, continuous_update=False))
    return made.add_class("sk-wide") if wide else made


def field(made: Any) -> Any:
    """Let a field stand in a row of controls."""
    made.add_class("sk-field")
    return live(made)

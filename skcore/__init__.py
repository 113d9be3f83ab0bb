"""skcore: measure workplace social capital, prepare the dialogue, evaluate what changed.

The whole way in ten lines::

    import skcore

    study = skcore.load_study("data/sample/study.toml")   # confidential room: people's answers
    release = skcore.release_study(study)                  # the door: plan, judge, protect
    deck = skcore.network_deck(release)                    # open room: slides as data
    html = skcore.render_deck(deck, title=study.title, language=study.language)

Or from the command line: ``skcore slides data/sample/study.toml``.
"""

from pathlib import Path as _Path

import lazy_loader as _lazy

_named, _, __all__ = _lazy.attach_stub(__name__, __file__)

# in the order of the work, as the stub has them; lazy_loader sorts them by letter
_stub = _Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8")
__all__.sort(key=lambda name: _stub.index(f" {name} as {name}"))


def __dir__() -> list[str]:
    return [*__all__]


def __getattr__(name: str) -> object:
    if name != "__version__":
        return _named(name)
    from importlib.metadata import version  # a third of what help waits for

    return version("skcore")

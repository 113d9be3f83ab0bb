"""skcore: measure workplace social capital, prepare the dialogue, evaluate what changed.

The whole way in ten lines::

    import skcore

    study = skcore.load_study("data/sample/study.toml")   # confidential room: people's answers
    release = skcore.release_study(study)                  # the door: plan, judge, protect
    deck = skcore.network_deck(release)                    # open room: slides as data
    html = skcore.render_deck(deck, title=study.title, language=study.language)

Or from the command line: ``skcore slides data/sample/study.toml``.
"""

from importlib.metadata import version as _version

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)

__version__ = _version("skcore")

"""Why numbers moved, as far as files and versions tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from skcore.runs.manifest import versions
from skcore.texts import Texts
from skcore.texts.numbers import join_words


def other_versions(
    manifest: Mapping[str, Any], code: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """What decks were made with that is another here, and what is here in its place.

    ``skcore``'s own version is told with its commit where a manifest knows one.
    """
    here = {**versions()}
    made = {"skcore": str(manifest.get("skcore", "")), **manifest["packages"]}
    if manifest.get("python"):
        made["Python"] = str(manifest["python"])
    if "commit" in manifest["code"]:
        made["skcore"], here["skcore"] = (
            f"{one.get('version')} ({one.get('commit', '')[:7]})"
            for one in (manifest["code"], code)
        )
    others = [name for name in made if name in here and made[name] != here[name]]
    return [f"{n} {made[n]}" for n in others], [f"{n} {here[n]}" for n in others]


def why_moved(inputs: Sequence[str], then: Sequence[str], text: Texts) -> Iterator[str]:
    """Say what the moved numbers come from: the only thing that is another, or which few.

    Parameters
    ----------
    inputs
        Files, and surveys whose answers, are not as they were.
    then
        Versions that decks were made with and that are others here.
    text
        Words to say it in.
    """
    words = {
        name: join_words(list(found), language=text.language)
        for name, found in (("files", inputs), ("versions", then))
    }
    if inputs and then:
        yield text("verify.why.both", **words)
    elif inputs:
        yield text(f"verify.why.{'file' if len(inputs) == 1 else 'files'}", **words)
    elif then:
        yield text("verify.why.versions", **words)
    else:
        yield text("verify.why.nothing")

"""Studies with less in them: what a test does not ask about costs half of the planning."""

from __future__ import annotations

import re
from pathlib import Path


def without(folder: Path, *registers: str) -> Path:
    """Take well-being, occupations and these registers out of a study's settings."""
    file = folder / "study.toml"
    text = file.read_text(encoding="utf-8").replace(', "who-5"', "")
    gone = "|".join(["backgrounds", '"Faggruppe"', *registers])
    file.write_text(re.sub(rf"(?m)^(?:{gone}) = .*\n", "", text), encoding="utf-8")
    for name in registers:
        (folder / f"{name}.csv").unlink()
    return folder

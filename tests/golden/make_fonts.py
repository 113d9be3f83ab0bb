"""Make the small fonts that HTML decks carry: Latin letters of Liberation Sans, under our name.

The licence (skcore/figures/fonts/OFL.txt) keeps the name Liberation for the whole font.
Run: python tests/golden/make_fonts.py
"""

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[2] / "skcore" / "figures" / "fonts"
LETTERS = [
    *range(0x20, 0x250),
    *range(0x2010, 0x2040),
    0x20AC,
    0x2190,
    0x2192,
    0x2212,
    0x2264,
    0x2265,
]


def main() -> None:
    for weight in ("Regular", "Bold"):
        font = TTFont(FONTS / f"LiberationSans-{weight}.ttf", recalcTimestamp=False)
        options = Options(hinting=False, name_IDs=[0, 13, 14], notdef_outline=True)
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=LETTERS)
        subsetter.subset(font)
        for number, words in ((1, "Skcore Sans"), (2, weight), (4, f"Skcore Sans {weight}")):
            font["name"].setName(words, number, 3, 1, 0x409)
        font["name"].setName(f"SkcoreSans-{weight}", 6, 3, 1, 0x409)
        font.flavor = "woff"
        font.save(FONTS / f"sans-{weight.lower()}.woff")


if __name__ == "__main__":
    main()

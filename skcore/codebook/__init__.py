"""The study's codebook: every question and scale, how answers are coded, and how they fell.

Made from a release: numbers of answers and distributions have come through the door already.
"""

from __future__ import annotations

from skcore.codebook.ddi import codebook_ddi
from skcore.codebook.files import codebook_html, codebook_xlsx
from skcore.codebook.sheets import Sheet, codebook_sheets

__all__ = ["Sheet", "codebook_ddi", "codebook_html", "codebook_sheets", "codebook_xlsx"]

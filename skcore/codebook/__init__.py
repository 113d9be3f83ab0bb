"""The study's codebook: every question and scale, how answers are coded, and how they fell.

Made from a release: numbers of answers and distributions have come through the door already.
"""

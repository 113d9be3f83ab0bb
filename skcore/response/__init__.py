"""Who answered, and how far may the answers speak for those who did not?

Three looks from different sides; everything here stays in the confidential room.
"""

"""Questionnaires: one TOML file each, with its own licence notice."""

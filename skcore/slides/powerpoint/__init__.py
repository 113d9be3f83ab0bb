"""Slides as PowerPoint: native titles, text, tables and charts that can be edited."""

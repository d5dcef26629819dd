"""Texts in the columns of a console: lines, and the block that tells one cause."""

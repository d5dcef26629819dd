"""forklore: an auto-graded exercise kit for multi-process Python."""

__version__ = "0.1.0"

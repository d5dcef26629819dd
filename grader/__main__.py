"""``python -m grader`` is ``grade``."""

from __future__ import annotations

from grader.cli import script

if __name__ == "__main__":
    script()

"""Raises SystemExit while it is loaded.

Verdict: CRASHED
"""

raise SystemExit(0)

"""Defines nothing.

Verdict: FAILED CRASHED NOT_STARTED
"""

answer = 42

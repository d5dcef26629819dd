"""Ends while it is loaded.

Verdict: CRASHED
"""

import os

os._exit(0)

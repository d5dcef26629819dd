"""Let a suite import its own ``scenes.py`` by that name, as an editor understands it: from beside itself."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.testing.extract import SHARED


@contextlib.contextmanager
def beside(suite: Path) -> Iterator[None]:
    """Let ``scenes`` be the module of this folder, and no other suite's."""
    sys.modules.pop(SHARED, None)
    sys.path.insert(0, str(suite))
    try:
        yield
    finally:
        sys.path.remove(str(suite))
        sys.modules.pop(SHARED, None)

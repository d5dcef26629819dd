from __future__ import annotations

from collections.abc import Iterator

import courses
import pytest


@pytest.fixture(scope="session", autouse=True)
def commands_end() -> Iterator[None]:
    """The process that nbgrader's commands are forked from ends with the tests."""
    yield
    courses.COMMANDS.end()

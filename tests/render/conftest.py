from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from reports import CATALOGUE, ZOMBIE, check, evidence, exercise, mixed, report

from grader.report import Report


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    return SimpleNamespace(check=check, exercise=exercise, report=report, evidence=evidence, zombie=ZOMBIE)


@pytest.fixture
def mixed_report() -> Report:
    return mixed()


@pytest.fixture
def catalogue() -> dict[str, SimpleNamespace]:
    return CATALOGUE


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare text with tests/render/golden/NAME.txt; ``FORKLORE_GOLDEN=write`` writes it."""
    import os

    folder = request.path.parent / "golden"

    def compare(name: str, text: str) -> None:
        file = folder / f"{name}.txt"
        if os.environ.get("FORKLORE_GOLDEN") == "write":
            file.write_text(text, "utf-8")
        assert text == file.read_text("utf-8")

    return compare

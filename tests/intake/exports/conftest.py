"""The command with the fake judge, for every test of an export."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import fake_judge
import pytest
from click.testing import CliRunner, Result

import grader.bank
import grader.judge
import grader.material
from grader.cli.app import app

Batch = Callable[..., Result]
Table = Callable[[], dict[str, dict[str, str]]]


@pytest.fixture
def batch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Batch:
    """Run ``grade batch`` with the fake judge; results lie among the submissions, where some put them."""
    bank = fake_judge.bank(tmp_path / "bank")
    monkeypatch.setattr(grader.material, "stub_or_none", lambda exercise: "STUB")
    monkeypatch.setattr(grader.judge, "grade", fake_judge.grade)
    monkeypatch.setattr(grader.bank, "load_bank", lambda: bank)
    monkeypatch.setattr(grader.bank, "load_catalogue", fake_judge.catalogue)
    monkeypatch.setattr(os, "fsync", lambda file: None)  # slow where many write
    monkeypatch.chdir(tmp_path)

    def run(*args: str) -> Result:
        return CliRunner().invoke(app, ["batch", *args], catch_exceptions=False)

    return run


@pytest.fixture
def rows(tmp_path: Path) -> Table:
    """Read the table of ``results`` by id."""

    def read() -> dict[str, dict[str, str]]:
        with (tmp_path / "results" / "grades.csv").open(newline="") as file:
            return {row["id"]: row for row in csv.DictReader(file)}

    return read

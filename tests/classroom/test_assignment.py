"""``assignment.toml``: what counts, how much, until when; written and read the same everywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.bank import load_bank
from grader.classroom import assignment, dates
from grader.errors import UsageError
from grader.messages import teacher

DUE = datetime(2026, 12, 1, 12, tzinfo=UTC)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    made = assignment.make('week "1" \\ ö', ["fork_report", "tally"], {"tally": 2}, DUE)
    (tmp_path / assignment.NAME).write_text(assignment.text(made))
    assert assignment.read(tmp_path) == made
    assert assignment.read(tmp_path / assignment.NAME) == made
    assert assignment.fits(made, load_bank()).slugs == ("fork_report", "tally")


@pytest.mark.parametrize(
    ("line", "share"), [('late = "zero"', 1.0), ('late = "none"', 0.0), ('late = "12.5%"', 0.125)]
)
def test_what_a_late_day_costs(line: str, share: float) -> None:
    text = f'version = 1\nname = "w"\n{line}\n[weights]\ntally = 1\n'
    assert assignment.parse(text.encode()).share == share


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("version = 1", "version = 2"), "version 2"),
        (('name = "w"', "name = 3"), "name"),
        (('name = "w"', 'name = " "'), "`name`"),
        (("tally = 1", "tally = -1"), "`weights.tally`"),
        (("tally = 1", "tally = nan"), "`weights.tally`"),
        (("tally = 1", ""), "`weights`"),
        (("[weights]", "colour = 1\n[weights]"), "colour"),
        (("[weights]", "due = '11/12/2026'\n[weights]"), "due: 11/12/2026"),
        (("[weights]", 'late = "often"\n[weights]'), "`late`"),
        (("[weights]", 'attempts = "all"\n[weights]'), "attempts"),
        (("[weights]", "[weights"), "is not TOML"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    file = tmp_path / assignment.NAME
    file.write_text('version = 1\nname = "w"\n[weights]\ntally = 1\n'.replace(*change))
    with pytest.raises(UsageError) as caught:
        assignment.read(tmp_path)
    assert str(file) in caught.value.sentence
    assert said in caught.value.sentence


def test_a_file_that_is_not_there_and_an_exercise_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        assignment.read(tmp_path)
    with pytest.raises(UsageError, match="no exercise called taly"):
        assignment.fits(assignment.make("w", ["taly"]), load_bank())
    with pytest.raises(UsageError, match="has a weight"):
        assignment.make("w", ["tally"], {"taly": 2})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-12-01", "Tue 1 December 2026, 23:59 UTC"),
        ("2026-12-01 12:00", "Tue 1 December 2026, 12:00 UTC"),
        ("2026-12-01 12:00 UTC", "Tue 1 December 2026, 12:00 UTC"),
        ("2026-12-01T12:00:30Z", "Tue 1 December 2026, 12:00 UTC"),
        ("2026-12-01T12:00+05:30", "Tue 1 December 2026, 12:00 UTC+05:30"),
        ("2026-12-01T12:00:00-0330", "Tue 1 December 2026, 12:00 UTC-03:30"),
        ("2026-07-01 12:00 Europe/Berlin", "Wed 1 July 2026, 12:00 UTC+02:00"),
        ("2026-10-01 12:00:00.123456 UTC", "Thu 1 October 2026, 12:00 UTC"),
    ],
)
def test_a_date_is_said_so_that_nobody_misreads_it(text: str, said: str) -> None:
    assert teacher.date(dates.parse(text)) == said


@pytest.mark.parametrize(
    "text",
    ["next friday", "11/12/2026", "2026-13-01", "2026-02-30", "2026-12-01 25:00", "1.12.2026", "", "12:00",
     "2026-12-01 12:00 Atlantis/Poseidon", "2026-12-01 12:00 ../../etc/passwd", "2026-12-01T12:00+99:00"],
)  # fmt: skip
def test_any_other_date_is_a_usage_error_with_examples(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        dates.parse(text)
    assert "2026-12-01" in caught.value.fix
    assert dates.known(text) is None

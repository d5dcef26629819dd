"""A course is a folder or an installed package, and nothing in the grader knows which exercises there are."""

from __future__ import annotations

import importlib.metadata
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import grader
from grader.bank import load_bank, load_catalogue
from grader.course import located
from grader.errors import AuthoringError, SetupError

Register = Callable[..., Path]
PACKAGE = Path(grader.__file__).parent
#: Slugs that are English words as well.
WORDS = {"tally", "gather", "pipeline", "relay", "transfer"}
ENTRY = """\
[{}]
title = "A title"
what_happens = "It stays."
why = "Nobody takes it."
hints = ["Who?", "When?"]
read_more = "https://example.org/page"
"""


@pytest.fixture(autouse=True)
def no_course_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(located.VARIABLE, "")  # what a test sets in its place is undone


def test_the_grader_knows_no_exercise_by_name() -> None:
    slugs = set(load_bank(located.OWN).slugs)
    assert len(slugs) == 22 and slugs >= WORDS
    named = re.compile(rf"\b({'|'.join(slugs - WORDS)})\b|[\"'/]({'|'.join(WORDS)})[\"'/.]")
    modules = [p for p in PACKAGE.rglob("*.py") if p.relative_to(PACKAGE).parts[0] not in ("suites", "data")]
    found = {
        f"{path}:{number}: {line.strip()}"
        for path in modules
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if named.search(line)
    }
    assert not found


def test_our_own_course_is_the_last_resort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert located.folders() == (located.OWN,)
    assert located.asked() == "forklore"


def test_found_upwards(root: Path, register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    register("fork_report")
    monkeypatch.chdir(root / "suites" / "fork_report")
    assert load_bank().slugs == ("fork_report",)
    assert located.asked() == str(root)


def test_named_beats_found(root: Path, register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    register("fork_report")
    monkeypatch.chdir(root)
    located.choose(["forklore"])
    assert load_bank().courses[0].folder == located.OWN
    monkeypatch.chdir(root.parent)
    located.choose([root.name])
    monkeypatch.chdir("/")
    assert load_bank().slugs == ("fork_report",)


def test_several_at_once(root: Path, register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    register("ping_pong", "01_fork")
    monkeypatch.setenv(located.VARIABLE, os.pathsep.join(["forklore", str(root)]))
    bank = load_bank()
    assert len(bank.slugs) == 23
    assert bank.course_of(bank.find("ping_pong")).name == "tried"
    register("fork_report")
    with pytest.raises(AuthoringError, match="both have an exercise fork_report"):
        load_bank()


def test_a_started_folder_remembers(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    (home / ".forklore").mkdir(parents=True)
    (home / "exercises").mkdir()
    located.choose([str(root), "forklore"])
    located.remember(home)
    monkeypatch.setenv(located.VARIABLE, "")
    monkeypatch.chdir(home / "exercises")
    assert located.folders() == (root, located.OWN)


def test_an_installed_package(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root.rename(tmp_path / "os_lab")
    info = tmp_path / "os_lab-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: os-lab\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[forklore.courses]\nos-lab = os_lab\ngone = gone_away\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert "os-lab" in {p.name for p in importlib.metadata.entry_points(group=located.GROUP)}
    located.choose(["os-lab"])
    assert os.environ[located.VARIABLE] == "os-lab"
    assert load_bank().courses[0].folder == tmp_path / "os_lab"
    with pytest.raises(SetupError, match="gone_away of a course is not there"):
        load_bank(*located.named("gone"))
    with pytest.raises(SetupError, match="no course called os-lap") as caught:
        load_bank(*located.named("os-lap"))
    assert "forklore, gone, os-lab" in caught.value.fix


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = 3\nformat_version = 1\n", "key `name`"),
        ('name = "x"\n', "format_version"),
        ('name = "x"\nformat_version = 2\n', "this forklore reads 1"),
        ('name = "x"\nformat_version = 0\n', "expected 1"),
        ('name = "X Y"\nformat_version = 1\n', "joined by hyphens"),
        ('name = "x"\nformat_version = 1\ntopics = ["a", "a"]\n', "each once"),
        ('name = "x"\nformat_version = 1\ntopic = []\n', "topic"),
        ('name = "x"\nformat_version = 1\n[minimum]\naccepted = -1\n', "minimum.accepted"),
    ],
)
def test_mistakes_in_course_toml(root: Path, text: str, said: str) -> None:
    (root / "course.toml").write_text(text)
    with pytest.raises(AuthoringError) as caught:
        load_bank(root)
    assert "course.toml" in caught.value.sentence and said in caught.value.sentence


def test_topics_have_an_order(root: Path, register: Register) -> None:
    (root / "course.toml").write_text('name = "x"\nformat_version = 1\ntopics = ["threads", "asyncio"]\n')
    register("beta", "asyncio")
    register("alpha", "threads")
    register("gamma", "other")
    bank = load_bank(root)
    assert bank.topics == ("threads", "asyncio")
    with pytest.raises(AuthoringError, match="not among the topics"):
        bank.find("gamma")


def test_a_course_adds_diagnoses(root: Path) -> None:
    (root / "diagnoses").mkdir()
    (root / "diagnoses" / "own.toml").write_text(ENTRY.format("my-own"))
    assert load_catalogue(*load_bank(root).courses)["my-own"].read_more == "https://example.org/page"
    (root / "diagnoses" / "own.toml").write_text(ENTRY.format("lost-update"))
    (course,) = load_bank(root).courses
    with pytest.raises(AuthoringError, match="another file"):
        course.catalogue(load_catalogue(course))
    assert "lost-update" in load_catalogue(course)


def test_ours_leads_to_pythons_documentation() -> None:
    for diagnosis in load_catalogue().values():
        assert diagnosis.read_more.startswith("https://docs.python.org/3/")

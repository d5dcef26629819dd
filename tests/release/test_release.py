"""What students are given works, and gives nothing away."""

from __future__ import annotations

import base64
import hashlib
import io
import posixpath
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from releases import made

from grader.bank import Bank, load_bank
from grader.classroom import assignment
from grader.errors import SetupError, UsageError
from grader.notebook import nbgrader_course
from grader.platforms import gradescope
from grader.release import build
from grader.release.build import PLAIN, as_zip, write_folder
from grader.release.starter import linked
from grader.stub import regions_of, stub_of

ROOT = Path(__file__).resolve().parents[2]
BANK = load_bank()
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
#: Lies in the working tree and must not be released.
MARKER = "the answer of a passer-by"
#: Lines that stand in many programs and tell nothing.
COMMONPLACE = re.compile(
    r"import |from \w+ import |except (Base)?Exception|if __name__|for \w+ in \w+:$|[])]$"
    r"|process\.(start|join)\(\)$"
)


def packed(files: dict[str, bytes]) -> dict[str, bytes]:
    """What a release has, and what is in its wheel."""
    (wheel,) = [data for name, data in files.items() if name.endswith(".whl")]
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        assert archive.testzip() is None
        return files | {name: archive.read(name) for name in archive.namelist()}


def words(line: str) -> str:
    return " ".join(line.split())


def told(bank: Bank, texts: dict[str, str]) -> list[str]:
    """What of the solutions can be read in these files: a telling line, or three lines in a row."""
    where: dict[tuple[str, ...], str] = {}
    for name, text in texts.items():
        lines = [words(line) for line in text.splitlines() if line.strip()]
        where |= dict.fromkeys(zip(lines, strict=True), name)
        where |= dict.fromkeys(zip(lines, lines[1:], lines[2:], strict=False), name)
    found = []
    for exercise in bank.exercises:
        source = exercise.solution.read_text("utf-8").split("\n")
        stub = {words(line) for line in stub_of(exercise.solution).splitlines()}
        region = [words(source[n - 1]) for n in sorted(regions_of("\n".join(source), exercise.slug)[0])]
        region = [line for line in region if line and line not in stub and "SOLUTION" not in line]
        runs = [(line,) for line in region if len(line) > 22]
        runs += zip(region, region[1:], region[2:], strict=False)
        runs = [run for run in runs if not all(map(COMMONPLACE.match, run))]
        found += [f"{where[run]}: {run}" for run in runs if run in where]
    return found


def test_nothing_gives_an_answer_away() -> None:
    files = packed(made(BANK))
    assert not [name for name in files if "test_hidden" in name or "solutions" in name]
    assert not [name for name in files if "/accepted/" in name or "/rejected/" in name]
    registered = [data for name, data in files.items() if name.endswith("exercise.toml")]
    assert len(registered) == len(BANK.exercises)
    assert not [data for data in registered if b"rejected" in data or b"accepted" in data]
    stubs = [data for name, data in files.items() if name.startswith("exercises/0") and name.endswith(".py")]
    assert all(b"NotImplementedError" in data and b"BEGIN SOLUTION" not in data for data in stubs)
    texts = {name: data.decode() for name, data in files.items() if not name.endswith(".whl")}
    assert not told(BANK, texts)


def test_a_solution_in_a_release_would_be_noticed() -> None:
    source = BANK.find("tally").solution.read_text("utf-8")
    assert told(BANK, {"x": source.replace("    ", "  ")})


@pytest.fixture(scope="module")
def littered(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """A clone in which somebody has worked: solved stubs, backups, bytecode, links, notes."""
    root = tmp_path_factory.mktemp("clone") / "forklore"
    taken = shutil.ignore_patterns("__pycache__", "accepted", "rejected")
    for name in ("grader", "solutions", "exercises"):
        shutil.copytree(ROOT / name, root / name, ignore=taken)
    for name in (*PLAIN, "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    suites, topic = root / "grader/suites", root / "exercises/06_shared"
    for path in (
        topic / "tally.py",
        topic / "tally.py~",
        topic / ".tally.py.swp",
        topic / "notes.py",
        topic / "__pycache__/tally.cpython-311.pyc",
        topic / ".ipynb_checkpoints/tally.py",
        root / "grader/__pycache__/bank.cpython-311.pyc",
        root / "grader/bank.py~",
        root / "grader/#bank.py#",
        root / "grader/.bank.py",
        root / "grader/bank.orig",
        root / "grader/.idea/notes.py",
        suites / "tally/notes.py",
        suites / "tally/test_public.py.orig",
        suites / "tally/accepted/mine.py",
    ):
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(f"# {MARKER}\n")
    (root / "grader/linked.py").symlink_to(root / "solutions/06_shared/tally.py")
    (root / "exercises/07_capstone/README.md").unlink()
    (root / "exercises/07_capstone/README.md").symlink_to(root / "solutions/07_capstone/map_reduce.py")
    registered = suites / "tally/exercise.toml"
    registered.write_text(f"# {MARKER}\n" + registered.read_text("utf-8"))
    return load_bank(root / "grader/data")


@pytest.mark.parametrize("hidden", [False, True])
def test_what_lies_in_the_working_tree_is_not_released(
    littered: Bank, hidden: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "PACKAGE", littered.courses[0].folder.parent)
    files = packed(made(littered, (), hidden))
    assert not [name for name, data in files.items() if MARKER.encode() in data]
    monkeypatch.undo()
    clean = packed(made(BANK, (), hidden))
    page = "exercises/07_capstone/README.md"
    assert set(clean) - set(files) == {page, f"grader/data/{page}"}
    changed = {Path(name).name for name in files if files[name] != clean[name]}
    assert {name for name in changed if not name.endswith(".whl")} <= {"README.md", "RECORD"}
    for name in ("exercises/06_shared/tally.py", "grader/data/exercises/06_shared/tally.py"):
        assert files[name] == stub_of(BANK.find("tally").solution).encode()


def test_every_form_has_the_derived_stub(littered: Bank) -> None:
    stub = stub_of(littered.find("tally").solution).encode()
    for hidden in (False, True):
        files = made(littered, ["tally"], hidden)
        for form in (files, gradescope.contents(files)):
            (found,) = [data for name, data in form.items() if name.endswith("/tally.py")]
            assert found == stub
    for text in nbgrader_course.contents(littered, assignment.make("week1", ["tally"]), "messages").values():
        assert MARKER not in text


def test_no_link_leads_nowhere() -> None:
    for slugs in ((), ["fork_report"], ["tally", "gather"]):
        files = made(BANK, slugs)
        for name, data in files.items():
            for found in LINK.finditer(data.decode()) if name.endswith(".md") else ():
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1]))
                assert ":" in found[1] or target in files, f"{name}: {found[0]}"
                assert name != "README.md" or (target.endswith("README.md") or "exercises/" in target)


def test_a_page_without_its_dead_links() -> None:
    page = "See [tally](tally.py), [gather](../04/gather.py#top) and [Python](https://python.org).\n"
    table = "| [tally](tally.py) | x |\n| [transfer](transfer.py) | y |\n"
    found = linked(page + table, "exercises/06", {"exercises/06/tally.py"})
    assert found == (
        "See [tally](tally.py), gather and [Python](https://python.org).\n| [tally](tally.py) | x |\n"
    )


def test_students_read_how_to_begin_and_to_hand_in() -> None:
    files = made(BANK, ["fork_report", "tally"])
    text = files["README.md"].decode()
    for words_of_it in (
        ". .venv/bin/activate",
        "exercises/01_fork/fork_report.py",
        "`fork_report.py` and `tally.py`",
        "More checks are run when your work is graded",
        "You do not need to be root",
        "Windows",
        "macOS",
        "| [tally](exercises/06_shared/tally.py) | Counting together | 2.5 |",
    ):
        assert words_of_it in text
    assert ".venv/\n" in files[".gitignore"].decode()
    assert b"More checks" not in made(BANK, ["tally"], hidden=True)["README.md"]


def test_only_the_package_makes_no_release(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "grader/suites/tally", tmp_path / "suites/tally")
    (tmp_path / "course.toml").write_text('name = "x"\nformat_version = 1\n')
    with pytest.raises(SetupError, match="tally has none here"):
        made(load_bank(tmp_path), ["tally"])


def test_hidden_checks_only_on_demand() -> None:
    names = packed(made(BANK, ["tally"], hidden=True))
    assert "grader/suites/tally/test_hidden.py" in names
    assert not [name for name in names if "fork_report" in name]


def test_the_record_names_every_file_with_its_digest() -> None:
    files = made(BANK, ["tally"])
    inside = {name: data for name, data in packed(files).items() if name not in files}
    (record,) = [data.decode() for name, data in inside.items() if name.endswith("/RECORD")]
    rows = [line.rsplit(",", 2) for line in record.splitlines()]
    assert [row[0] for row in rows] == list(inside)
    for name, digest, size in rows[:-1]:
        wanted = base64.urlsafe_b64encode(hashlib.sha256(inside[name]).digest()).decode().rstrip("=")
        assert (digest, size) == (f"sha256={wanted}", str(len(inside[name])))


def test_the_same_content_gives_the_same_bytes() -> None:
    assert as_zip(made(BANK, ["tally"])) == as_zip(made(BANK, ["tally"]))


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x")
    with pytest.raises(UsageError, match="there already"):
        write_folder(tmp_path / "out", {"a": b""})
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "mine"]

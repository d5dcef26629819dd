"""What platforms export and students hand in, and the table that has to come of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from builder import HALF, RIGHT, WRONG, Encrypted, Link, Pipe, ProcessTree, Several, notebook


class Row(NamedTuple):
    """One line of the table: points, and words that stand in the remark."""

    points: int
    words: tuple[str, ...] = ()
    name: str = ""
    group: str = ""


class Shape(NamedTuple):
    """A tree, and what has to come of it."""

    tree: ProcessTree
    rows: dict[str, Row]
    code: int = 0
    args: tuple[str, ...] = ()
    place: str = ""
    """What is graded in the tree; empty for all of it."""
    stray: tuple[str, ...] = ()


FULL = Row(2)
ANSWER = {"fork_report.py": RIGHT}
MOODLE = "Anna B_1001_assignsubmission_file_"
METADATA = """\
---
submission_11:
  :submitters:
  - :name: Ada L
    :sid: s1
    :email: ada@x.edu
  - :name: Bob 'M'
    :sid: s2
    :email: bob@x.edu
  :created_at: 2026-10-01 12:00:00.000000000 Z
  :results:
    tests:
    - name: Mallory
      :sid: s9
submission_12:
  :submitters:
  - :name: Ada L
    :sid:
    :email: other@x.edu
  :created_at: 2026-10-01 12:00:00.000000000 Z
"""


SCORES50 = """\
username,first_name,last_name,email,section,score,max_score,datetime,submission_tag,late
ana,Ana,B,ana@x.edu,A,250,550,2026-10-01T12:00:00Z,submit/2026-10-01T12-00-00Z-a,false
ana,Ana,B,ana@x.edu,A,0,550,2026-10-01T11:00:00Z,submit/2026-10-01T11-00-00Z-b,false
lee-ana,Lee,Ana,,,0,550,2026-10-01T11:00:00Z,submit/2026-10-01T11-00-00Z-c,false
cy,,,,,0,550,2026-10-01T11:00:00Z,submit/2026-10-01T11-00-00Z-d,false
dan,,,,,0,550,2026-10-01T11:00:00Z,submit/2026-10-01T11-00-00Z-d,false
eve,Eve,,,,,,,,
"""


def same(tree: Any, student: str = "ana", **more: Any) -> Shape:
    """A shape in which one student has all points and nothing is said."""
    return Shape(tree, {student: FULL}, **more)


def told(tree: Any, *words: str, points: int = 0, code: int = 3, **more: Any) -> Shape:
    """A shape in which ana's remark has these words."""
    return Shape(tree, {"ana": Row(points, words)}, code, **more)


def named(name: str, proposed: bool = True) -> Shape:
    """A file whose name is nearly right: proposed, not taken."""
    words = (name, "not taken: did you mean fork_report.py?") if proposed else (name, "Not taken")
    return told({"ana": {name: RIGHT}}, *words)


FOLDERS = {
    "a folder each": same({"ana": ANSWER}),
    "a topic folder": same({"ana": {"01_fork": ANSWER}}),
    "a whole release": same(
        {
            "ana": {
                "exercises": {"01_fork": {**ANSWER, "README.md": ""}},
                "README.md": "",
                "LICENSE": "",
                "constraints.txt": "",
                "forklore-0.1.0-py3-none-any.whl": "",
                ".github/workflows/grade.yml": "",
                ".gitignore": "",
                "assignment.toml": "",
            }
        }
    ),
    "nested folders": same({"ana": {"hw 1": {"src": ANSWER}}}),
    "an archive each": same({"ana.zip": ANSWER}),
    "a tar archive each": same({"ana.tar.gz": {"hw": ANSWER}}),
    "a zip in a student's folder": same({"ana": {"hw1.zip": {"hw1": ANSWER}}}),
    "a zip in a zip": same({"ana.zip": {"inner.zip": ANSWER}}),
    "a zip in a zip in a zip": told(
        {"ana.zip": {"b.zip": {"c.zip": ANSWER}}}, "ana.zip/b.zip/c.zip", "archive in an archive"
    ),
    "an empty folder": Shape({"ana": None}, {"ana": Row(0, ("is empty", "nothing was handed in"))}),
    "an empty zip": told({"ana.zip": {}}, "ana.zip is an empty archive"),
    "a zip that is none": told({"ana.zip": b"PK no"}, "cannot be read as a zip archive"),
    "a rar archive": told({"ana": {"work.rar": b"Rar!"}}, "work.rar is an archive that is not read", "zip"),
    "a rar archive instead of a folder": told({"ana.rar": b"Rar!"}, "is an archive that is not read"),
    "a 7z beside an answer": told({"ana": {**ANSWER, "all.7z": b"7z"}}, "all.7z", points=2),
    "leftovers of systems": same(
        {
            "ana": {
                **ANSWER,
                ".DS_Store": b"\0",
                "._fork_report.py": b"\0",
                "__MACOSX": {"._fork_report.py": b"\0"},
                "__pycache__": {"fork_report.cpython-311.pyc": b"\0"},
                "Thumbs.db": b"",
            },
            ".DS_Store": b"",
            "__MACOSX": {"._ana": b""},
        }
    ),
    "a link for a folder": told({"ana": Link("/etc")}, "symbolic link"),
    "a link for an answer": told({"ana": {"fork_report.py": Link("/etc/passwd")}}, "symbolic link"),
    "a pipe for an answer": told({"ana": {"fork_report.py": Pipe()}}, "named pipe"),
    "a link in a zip": told({"ana.zip": {"fork_report.py": Link("/etc/passwd")}}, "is a link"),
    "names that lead out of a zip": same({"ana.zip": {"/../../etc/fork_report.py": RIGHT}}),
    "an encrypted zip": told({"ana.zip": {"fork_report.py": Encrypted()}}, "is encrypted"),
    "a file that is not UTF-8": told({"ana": {"fork_report.py": b"\xff"}}, "is not UTF-8"),
    "a file that lies beside the folders": Shape(
        {"ana": ANSWER, "fork_report.py": RIGHT}, {"ana": FULL}, 3, stray=("fork_report.py",)
    ),
    "results among the submissions": same({"ana": ANSWER, "results": {"grades.csv": ""}}),
}
NAMES = {
    "upper case": named("FORK_REPORT.PY"),
    "a capital": named("Fork_report.py"),
    "a browser's copy": named("fork_report (1).py"),
    "a copy with a capital": named("Fork_Report (1).py"),
    "a copy": named("Copy of fork_report.py"),
    "the final one": named("fork_report_final.py"),
    "the really final one": named("fork_report_final_v2.py"),
    "a text file": named("fork_report.py.txt"),
    "a hyphen": named("fork-report.py"),
    "a misspelling": named("fork_raport.py"),
    "a name that is no exercise's": named("homework.py", proposed=False),
    "a name that is mapped": same(
        {"ana": {"Fork_Report (1).py": RIGHT}}, args=("--map", "Fork_Report*.py=fork_report")
    ),
    "a path that is mapped": same(
        {"ana": {"final": {"main.py": RIGHT}}}, args=("--map", "final/main.py=fork_report")
    ),
    "a map in an archive": same({"ana.zip": {"q1.py": RIGHT}}, args=("--map", "q1.py=fork_report")),
    "what is mapped to nothing": same({"ana": {**ANSWER, "report.pdf": b"%PDF"}}, args=("--map", "*.pdf=-")),
    "a report beside the answer": told({"ana": {**ANSWER, "report.pdf": b"%PDF"}}, "report.pdf", points=2),
    "a helper module": told(
        {"ana": {"fork_report.py": "from helpers import x\n" + RIGHT, "helpers.py": "x = 1\n"}},
        "fork_report.py imports helpers",
        "an answer is one file",
        points=2,
    ),
}
VERSIONS = {
    "one version nearer to the top": told(
        {"ana": {**ANSWER, "old": {"fork_report.py": WRONG}}},
        "fork_report.py is graded",
        "old/fork_report.py is not",
        "because it lies where the release has it",
        points=2,
        code=0,
    ),
    "an old one above the one in its place": told(
        {"ana": {"old": {"fork_report.py": WRONG}, "exercises": {"01_fork": ANSWER}}},
        "because it lies where the release has it",
        points=2,
        code=0,
    ),
    "two of one depth": told(
        {"ana": {"a": {"fork_report.py": RIGHT}, "b": {"fork_report.py": WRONG}}},
        "because its path comes first",
        points=2,
        code=0,
    ),
    "two that are equal": same({"ana": {"a": ANSWER, "b": ANSWER}}),
    "two of one name in a zip": told(
        {"ana.zip": {"fork_report.py": Several(WRONG, RIGHT)}},
        "because it is the later one",
        points=2,
        code=0,
    ),
    "one that cannot be read": told(
        {"ana": {"fork_report.py": b"\xff", "hw": ANSWER}},
        "because the other cannot be read",
        points=2,
        code=0,
    ),
    "a folder and its archive": same({"ana": ANSWER, "ana.zip": ANSWER}),
    "an untouched stub beside the answer": same(
        {"ana": {**ANSWER, "exercises": {"01_fork": {"fork_report.py": "STUB"}}}}
    ),
    "a file and a notebook": told(
        {"ana": {**ANSWER, "a.ipynb": notebook(fork_report=WRONG)}},
        "because a file goes before a notebook",
        points=2,
        code=0,
    ),
}
PLATFORMS = {
    "moodle": Shape({MOODLE: ANSWER}, {"1001": Row(2, name="Anna B")}),
    "moodle, two of one name": Shape(
        {MOODLE: ANSWER, MOODLE.replace("1001", "1004"): {"fork_report.py": HALF}},
        {"1001": Row(2, name="Anna B"), "1004": Row(1, name="Anna B")},
    ),
    "moodle, blind in German": Shape(
        {f"Teilnehmerin_{n}_assignsubmission_file_": ANSWER for n in (1001, 1002)},
        {"1001": Row(2, name="Teilnehmerin 1001"), "1002": Row(2, name="Teilnehmerin 1002")},
    ),
    "moodle, blind": Shape(
        {f"Participant_{n}_assignsubmission_file_": ANSWER for n in (1001, 1002)},
        {"1001": Row(2, name="Participant 1001"), "1002": Row(2, name="Participant 1002")},
    ),
    "moodle, a zip in the folder": Shape({MOODLE: {"hw.zip": {"hw 1/src": ANSWER}}}, {"1001": FULL}),
    "moodle, flat": Shape(
        {f"{MOODLE}fork_report.py": RIGHT, "C D_7_assignsubmission_file_run_all.py": RIGHT},
        {"1001": Row(2, name="Anna B"), "7": Row(2, name="C D")},
    ),
    "moodle, flat, a zip": Shape({f"{MOODLE}hw.zip": ANSWER}, {"1001": FULL}),
    "moodle, flat, two files": Shape(
        {f"{MOODLE}fork_report.py": RIGHT, f"{MOODLE}run_all.py": RIGHT}, {"1001": Row(4)}
    ),
    "moodle, online text": Shape(
        {MOODLE: ANSWER, "Anna B_1001_assignsubmission_onlinetext_": {"onlinetext.html": "<p>"}},
        {"1001": Row(2, ("onlinetext.html",))},
        3,
    ),
    "moodle, the archive itself": Shape(
        {"class.zip": {MOODLE: ANSWER, "C D_7_assignsubmission_file_": {"a.zip": ANSWER}}},
        {"1001": FULL, "7": FULL},
        place="class.zip",
    ),
    "moodle, groups": Shape(
        {
            "Team A-Anna B_1001_assignsubmission_file_": ANSWER,
            "Team A-C D_7_assignsubmission_file_": ANSWER,
            "Anna-Lena E_8_assignsubmission_file_": {"fork_report.py": HALF},
        },
        {
            "1001": Row(2, name="Anna B", group="Team A"),
            "7": Row(2, name="C D", group="Team A"),
            "8": Row(1, name="Anna-Lena E"),
        },
    ),
    "canvas": Shape({"lovelaceada_12_345_fork_report.py": RIGHT}, {"12": Row(2, name="lovelaceada")}),
    "canvas, late": Shape({"lovelaceada_LATE_12_345_fork_report.py": RIGHT}, {"12": Row(2, ("late",))}),
    "canvas, a capital": Shape(
        {"lovelaceada_12_345_Fork_report.py": RIGHT}, {"12": Row(0, ("did you mean fork_report.py?",))}, 3
    ),
    "canvas, mapped": Shape(
        {"lovelaceada_12_345_Fork_report-2.py": RIGHT},
        {"12": FULL},
        args=("--map", "Fork_report.py=fork_report"),
    ),
    "canvas, versions": Shape(
        {"lovelaceada_12_345_fork_report.py": WRONG, "lovelaceada_12_346_fork_report-1.py": RIGHT},
        {"12": Row(2, ("because it is the later one",))},
    ),
    "canvas, a notebook": Shape({"l_12_345_week1.ipynb": notebook(fork_report=RIGHT)}, {"12": FULL}),
    "canvas, two of one name": Shape(
        {"li_1_2_fork_report.py": RIGHT, "li_3_4_fork_report.py": HALF}, {"1": FULL, "3": Row(1)}
    ),
    "canvas, anonymous": Shape({"anon_aB3dE_345_fork_report.py": RIGHT}, {"aB3dE": FULL}),
    "canvas, the archive itself": Shape(
        {"submissions.zip": {"a_1_2_fork_report.py": RIGHT, "b_2_3_fork_report.py": RIGHT}},
        {"1": FULL, "2": FULL},
        place="submissions.zip",
    ),
    "gradescope": Shape(
        {"submission_11": ANSWER, "submission_12": ANSWER, "submission_metadata.yml": METADATA},
        {
            "s1": Row(2, name="Ada L", group="submission_11"),
            "s2": Row(2, name="Bob 'M'", group="submission_11"),
            "other@x.edu": Row(2, name="Ada L"),
        },
    ),
    "gradescope, one folder deeper": Shape(
        {"assignment_9_export": {"submission_12": ANSWER, "submission_metadata.yml": METADATA}},
        {"other@x.edu": FULL},
    ),
    "gradescope, the archive itself": Shape(
        {
            "export.zip": {
                "assignment_9_export": {"submission_12": ANSWER, "submission_metadata.yml": METADATA}
            }
        },
        {"other@x.edu": FULL},
        place="export.zip",
    ),
    "clones": Shape({"week1-submissions": {"week1-ana": ANSWER}}, {"ana": FULL}, place="week1-submissions"),
    "classroom 50": Shape(
        {
            "scores.csv": SCORES50,
            "os-week-1-ana": {"exercises": {"01_fork": ANSWER}, "result.json": "{}", "README.md": ""},
            "os-week-1-Lee-Ana": {"fork_report.py": HALF, "results.json": "[]"},
            "os-week-1-cy": ANSWER,
        },
        {
            "ana": Row(2, name="Ana B"),
            "lee-ana": Row(1, name="Lee Ana"),
            "cy": Row(2, group="cy, dan"),
            "dan": Row(2, group="cy, dan"),
        },
    ),
    "the parent of clones": same({"week1-submissions": {"week1-ana": {"exercises": {"01_fork": ANSWER}}}}),
    "a file beside the clones": Shape(
        {"week1-submissions": {"week1-ana": ANSWER}, "fork_report.py": RIGHT},
        {"ana": FULL},
        3,
        stray=("fork_report.py",),
    ),
    "the parents of clones": Shape(
        {"w1-submissions": {"w1-ana": ANSWER}, "w2-submissions": {"w2-ana": ANSWER}}, {}, 2
    ),
    "nbgrader, submitted": same(
        {
            "ana": {
                "week1": {
                    "01_fork.ipynb": notebook(fork_report=RIGHT),
                    "timestamp.txt": "2026-10-01 12:00:00 UTC",
                }
            }
        }
    ),
    "nbgrader, the exchange": Shape(
        {
            "ana+week1+2026-10-01 12:00:00 UTC+a": {"a.ipynb": notebook(fork_report=WRONG)},
            "ana+week1+2026-10-02 12:00:00 UTC+b": {"a.ipynb": notebook(fork_report=RIGHT)},
        },
        {"ana": Row(2, ("the latest counts",))},
    ),
    "otter": same(
        {
            "ana": {
                "hw01_2026_10_01.zip": {
                    "hw01.ipynb": notebook(fork_report=RIGHT),
                    ".OTTER_LOG": "",
                    "__zip_filename__": "x",
                }
            }
        }
    ),
    "a notebook each": same({"ana.ipynb": notebook(fork_report=RIGHT)}),
    "a notebook without an answer": told(
        {"ana": {"plan.ipynb": notebook()}}, "plan.ipynb answers no exercise"
    ),
    "a notebook without the answer that is asked for": told(
        {"ana": {"fork_report.ipynb": notebook()}},
        "fork_report.ipynb answers no exercise",
        args=("fork_report",),
    ),
    "a notebook that is none": told({"ana": {"a.ipynb": "{"}}, "cannot be read as a notebook"),
    "a class in an archive": Shape(
        {
            "class.zip": {
                "class": {"ana": ANSWER, "ben.zip": ANSWER, "cyd.ipynb": notebook(fork_report=RIGHT)},
                "__MACOSX/x": "",
            }
        },
        {"ana": FULL, "ben": FULL, "cyd": FULL},
        place="class.zip",
    ),
    "a class in a tar": Shape(
        {"class.tgz": {"ana": ANSWER, "ben": ANSWER}}, {"ana": FULL, "ben": FULL}, place="class.tgz"
    ),
    "one student's folder": Shape({"fork_report.py": RIGHT}, {}, 2),
    "nobody": Shape({"class": None}, {}, 2, place="class"),
}
SHAPES: dict[str, Shape] = {**FOLDERS, **NAMES, **VERSIONS, **PLATFORMS}

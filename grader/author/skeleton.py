"""The files of a small exercise that is complete: what its author then changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

#: What makes a folder a course in a repository of its own: path to text.
COURSE: Final = {
    "course.toml": """\
name = "{name}"
title = "{name}"
format_version = 1
topics = ["{topic}"]

[minimum]
accepted = 2
rejected = 3
""",
    "pyproject.toml": """\
# `pip wheel --no-deps .` makes a package of this course; whoever has installed it types --course {name}.
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "1"
dependencies = ["forklore"]

[project.entry-points."forklore.courses"]
{name} = "{package}"

[tool.hatch.build.targets.wheel]
only-include = ["course.toml", "solutions", "suites", "exercises", "diagnoses"]

[tool.hatch.build.targets.wheel.sources]
"" = "{package}"
""",
    ".gitignore": """\
.forklore/
.venv/
__pycache__/
*.pyc
""",
    ".github/workflows/check.yml": """\
name: check
on: [push]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with: {{ python-version: "3.12" }}
      - run: pip install forklore
      - run: grade author stubs --check
      - run: grade author check
""",
}

REGISTRATION: Final = """\
slug = "{slug}"
topic = "{topic}"
title = "{title}"
points = {points}
functions = [{functions}]
start_methods = [{methods}]
hints = [
  "Which call starts a process? Which call waits until it has ended?",
  "What does a process leave behind for whoever started it?",
]
why = "The number travels as the exit code: the one thing that every process leaves behind."

[[accepted]]
name = "another_interpreter"
about = "starts Python again"

[[accepted]]
name = "ends_at_once"
about = "the child ends with os._exit"

[[rejected]]
name = "no_child"
about = "returns the number without a child"
expect = {{ "*" = "FAILED no-real-process" }}

[[rejected]]
name = "thread"
about = "takes a thread for a process"
expect = {{ "*" = "FAILED threads-instead" }}

[[rejected]]
name = "ends_with_zero"
about = "the child ends with 0, whatever the number is"
expect = {{ {zero} }}
"""

PUBLIC: Final = '''\
"""{slug}: a child process."""

from grader.testing import Submission, check, expect

FUNCTIONS = [{functions}]


@check(points=1{methods})
def test_child(submission: Submission) -> None:
    """One child process is started, and the function waits for it."""
    for name in FUNCTIONS:
        answer = submission.call(name, 3)
        started = len(answer.children)
        why = "threads-instead" if answer.caller.threads > 1 else "no-real-process"
        expect(started == 1, f"{{name}} started {{started}} processes; one was asked for.", why)
        expect(answer.children[0].reaped, f"{{name}} did not wait for its child.", "no-wait")
'''

HIDDEN: Final = '''\
"""{slug}: the child's exit code, by the kernel's word."""

from grader.testing import Submission, check, expect

FUNCTIONS = [{functions}]


@check(points=1{methods})
def test_code(submission: Submission) -> None:
    """The child ends with the number, and the function returns it."""
    number = submission.random.randrange(1, 100)
    for name in FUNCTIONS:
        answer = submission.call(name, number)
        why = "threads-instead" if answer.caller.threads > 1 else "no-real-process"
        expect(len(answer.children) == 1, f"{{name}} started no process.", why)
        code = answer.children[0].exitcode
        expect(code == number, f"The child of {{name}}({{number}}) ended with {{code}}.", "wrong-value")
        expect(answer.value == number, f"{{name}}({{number}}) returned {{answer.value!r}}.", "wrong-value")
'''

CONTRACT: Final = """Start one child process that ends with the exit code `number`, from 0 to 99.

    Wait until it has ended, and return its exit code.
"""
_BODIES: Final = {
    "solution": (
        "import sys\nfrom multiprocessing import Process",
        "child = Process(target=sys.exit, args=(number,))\nchild.start()\n"
        "child.join()\nreturn child.exitcode",
    ),
    "accepted/another_interpreter": (
        "import subprocess\nimport sys",
        'return subprocess.run([sys.executable, "-c", f"raise SystemExit({number})"]).returncode',
    ),
    "accepted/ends_at_once": (
        "import os\nfrom multiprocessing import Process",
        "with_code = Process(target=os._exit, args=(number,))\nwith_code.start()\n"
        "with_code.join()\nreturn with_code.exitcode",
    ),
    "rejected/no_child": ("", "return number"),
    "rejected/thread": (
        "from threading import Thread",
        "child = Thread(target=int, args=(number,))\nchild.start()\nchild.join()\nreturn number",
    ),
    "rejected/ends_with_zero": (
        "from multiprocessing import Process",
        "child = Process(target=int, args=(number,))\nchild.start()\nchild.join()\nreturn number",
    ),
}
_ABOUT: Final = {
    "solution": "{title}.",
    "accepted/another_interpreter": "Starts Python again.",
    "accepted/ends_at_once": "The child ends with os._exit.",
    "rejected/no_child": "The writer believes that only the number counts.",
    "rejected/thread": "The writer takes a thread for a process.",
    "rejected/ends_with_zero": "The writer believes that nobody sees the exit code.",
}
ANSWERS: Final = tuple(name for name in _BODIES if "/" in name)


def program(name: str, title: str, functions: Sequence[str]) -> str:
    """Return the text of the solution, or of an answer such as ``rejected/thread``."""
    imports, body = _BODIES[name]
    marked = name == "solution"
    parts = [f'"""{_ABOUT[name].format(title=title)}"""', _region(imports, marked) if imports else ""]
    for function in functions:
        lines = _region(body, marked).splitlines()
        inner = "\n".join(f"    {line}" for line in lines)
        docstring = f'    """{CONTRACT}    """\n' if marked else ""
        parts.append(f"\ndef {function}(number: int) -> int:\n{docstring}{inner}\n")
    return "\n\n".join(part for part in parts if part).rstrip() + "\n"


def _region(text: str, marked: bool) -> str:
    return f"# BEGIN SOLUTION\n{text}\n# END SOLUTION" if marked else text

"""Write the pages of a release: what a student needs to know, on a machine that has nothing yet."""

from __future__ import annotations

import importlib.util
import posixpath
import re
from collections.abc import Collection, Sequence
from typing import Final

from grader.classroom.assignment import Assignment
from grader.errors import AuthoringError
from grader.exercise import SUITE_FILES, Exercise
from grader.testing.extract import beside
from grader.testing.marking import MARK, CheckMark

GITIGNORE: Final = """\
.forklore/
.venv/
__pycache__/
*.pyc
.ipynb_checkpoints/
"""
#: How the grader is installed: from the network, and from the wheels in the release.
ONLINE: Final = "pip install -c constraints.txt ./*.whl"
OFFLINE: Final = "pip install --no-index --find-links wheels ./*.whl"
_COMPILED: Final = re.compile(r"-cp3(\d+)-cp3\d+t?-")
_LINK: Final = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s#]+)(#[^)\s]*)?\)")

_README: Final = """\
# {name}

{title}: {count}. Each is one file: a function with a docstring and no body. The docstring says
everything that is asked for.{due}

| exercise | title | {points} |
|---|---|--:|
{table}

## What you need

- Linux. On Windows, use WSL: type `wsl --install` once, then work inside it. On macOS, use a Linux container
  or a virtual machine.
- Python {python}: `python3 --version` shows yours. On Debian and Ubuntu, install `python3-venv` too.
- You do not need to be root. If bubblewrap is installed (`apt install bubblewrap`), it keeps your own files
  out of your program's reach; everything works without it as well.

## Set up, once

Open a terminal in this folder and type:

```sh
python3 -m venv .venv
. .venv/bin/activate
{install}
grade start
```

In every new terminal, type `. .venv/bin/activate` first.

## Work

1. Open `{first}` and write the body of the function.
2. Grade it each time you save it, or once, with `grade`:

   ```sh
   grade watch
   ```

3. Read the report, change the file and save it, as often as you like. `grade explain`, or `e` in the watch,
   draws what your processes did.
4. Go on to the next exercise with `grade next`. `grade` is about the current one, `grade .` about all.

`grade list` shows how far you are. `grade reset` puts a stub back, and keeps your answer in
`.forklore/backups`.

{checks}

## Hand in

Hand in one file for each exercise, under the name that it has here: {files}.
Hand in nothing else: no `.venv`, no wheel. An answer is one file, so it cannot import another file of yours.

## Help

- `grade hint {slug}` gives a hint, and `grade hint {slug} 2` the next one. Hints cost nothing.
- {topics} explain what the exercises are about.
- `grade doctor` says what this machine can do, and how to mend what it cannot. `grade --help` shows all
  commands.
"""
_PUBLIC: Final = """\
## Public checks

The checks here are the public ones. More checks are run when your work is graded, so full points here are not
yet full points there: do what the docstring says, not only what the checks look at."""
_ALL: Final = """\
## Checks

All checks are here, also those that are usually run only when the work is graded."""


def pages(
    wanted: Sequence[Exercise], title: str, asked: Assignment, hidden: bool, wheels: Collection[str]
) -> dict[str, str]:
    """Return path to text of every page of a release of these exercises; ``wheels`` are those in it.

    ``title`` is that of their course.
    """
    found = {".gitignore": GITIGNORE}
    stubs = {path_of(exercise) for exercise in wanted}
    for exercise in wanted:
        page = exercise.stub.parent / "README.md"
        if page.is_file() and not page.is_symlink():
            name = f"exercises/{exercise.topic}/README.md"
            found[name] = linked(page.read_text("utf-8"), f"exercises/{exercise.topic}", stubs)
    found["README.md"] = linked(_readme(wanted, title, asked, hidden, wheels), "", {*found, *stubs})
    return found


def path_of(exercise: Exercise) -> str:
    """Return where the stub is in a release."""
    return f"exercises/{exercise.topic}/{exercise.slug}.py"


def linked(text: str, folder: str, there: Collection[str]) -> str:
    """Return a page in which no link leads to a file that is not there.

    A row of a table goes with its link; elsewhere only the link's text stays.
    """

    def dead(found: re.Match[str]) -> bool:
        target = found["target"]
        return ":" not in target and posixpath.normpath(posixpath.join(folder, target)) not in there

    lines = []
    for line in text.splitlines(keepends=True):
        links = list(_LINK.finditer(line))
        if not (line.startswith("|") and any(map(dead, links))):
            lines.append(_LINK.sub(lambda found: found["text"] if dead(found) else found[0], line))
    return "".join(lines)


def _readme(
    wanted: Sequence[Exercise], title: str, asked: Assignment, hidden: bool, wheels: Collection[str]
) -> str:
    worth = {e.slug: asked.weights[e.slug] * (e.points if hidden else public_points(e)) for e in wanted}
    rows = [f"| [{e.slug}]({path_of(e)}) | {e.title} | {worth[e.slug]:g} |" for e in wanted]
    names = [f"`{exercise.slug}.py`" for exercise in wanted]
    topics = dict.fromkeys(exercise.topic for exercise in wanted)
    return _README.format(
        title=title,
        count="1 exercise" if len(wanted) == 1 else f"{len(wanted)} exercises",
        points="points" if hidden else "points of the public checks",
        table="\n".join(rows),
        name=asked.name,
        due=f" They are due on {asked.due:%A, %d %B %Y, %H:%M} ({asked.due:%Z})." if asked.due else "",
        python=_pythons(wheels) or "3.11 to 3.14",
        install=OFFLINE if wheels else ONLINE,
        first=path_of(wanted[0]),
        slug=wanted[0].slug,
        checks=_ALL if hidden else _PUBLIC,
        files=names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}",
        topics=", ".join(f"[{topic}](exercises/{topic}/README.md)" for topic in topics),
    )


def _pythons(wheels: Collection[str]) -> str:
    """Return the Pythons that compiled wheels are for, such as ``3.11 or 3.13``; empty without wheels."""
    minors = {int(found[1]) for name in wheels if (found := _COMPILED.search(name))}
    return " or ".join(f"3.{minor}" for minor in sorted(minors))


def public_points(exercise: Exercise) -> float:
    """Return the points of the public checks; AuthoringError if that suite cannot be imported."""
    path = exercise.suite / SUITE_FILES[0]
    spec = importlib.util.spec_from_file_location(f"_points_of_{exercise.slug}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        with beside(exercise.suite):
            spec.loader.exec_module(module)
    except Exception as error:
        raise AuthoringError(f"{path}: cannot be imported: {type(error).__name__}: {error}") from error
    marks = (getattr(thing, MARK, None) for thing in vars(module).values())
    return sum(mark.points * len(mark.start_methods) for mark in marks if isinstance(mark, CheckMark))

"""Write an imported exercise into the course around this folder, with its line in the tables."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from grader import atomic_file
from grader.author.new import home, tables
from grader.bank import load_bank
from grader.course.folder import load_course
from grader.errors import UsageError
from grader.exercise import is_slug, is_topic
from grader.messages import author as said
from grader.safe import shown
from grader.stub import derive_stub

HINTS: Final = (
    "Which sentence of the contract does the first failing check speak of?",
    "What does your answer do with the smallest input, and with an odd one?",
)


def slug_of(name: str) -> str:
    """Return the exercise's name for the name of a module or a package. UsageError if none can be made."""
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not is_slug(slug):
        raise UsageError(*said.no_slug(shown(name)))
    return slug


def registration(
    slug: str,
    topic: str,
    points: float,
    functions: Sequence[str],
    titles: Sequence[str],
    more: str = "",
    title: str = "",
) -> str:
    """Return the text of exercise.toml, with placeholders where an author has to write."""
    title = title or slug.replace("_", " ").capitalize()
    first = titles[0].rstrip(".") if titles else title
    return (
        f'slug = "{slug}"\ntopic = "{topic}"\ntitle = {_toml(title)}\npoints = {points:g}\n'
        f"functions = {_toml(list(functions))}\n"
        'start_methods = ["fork"]\n'
        f"# Write hints of your own: from a vague question to a plain one. The first check is: {first}.\n"
        f"hints = [\n" + "".join(f"  {_toml(hint)},\n" for hint in HINTS) + f"]\n{more}"
    )


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def write(slug: str, topic: str, solution: str, suite: Mapping[str, str], title: str = "") -> list[Path]:
    """Write the exercise; return its files. UsageError if there is one of that name, or for a bad topic."""
    if not is_topic(topic):
        raise UsageError(*said.no_name(shown(topic), "a topic", "01_fork"))
    folder, made = home(topic)
    course = load_course(folder)
    if slug in (*load_bank(course.folder).slugs, *course.broken):
        raise UsageError(*said.there_already(slug))
    files = {
        course.part("solutions") / topic / f"{slug}.py": solution,
        course.part("exercises") / topic / f"{slug}.py": derive_stub(solution, slug),
        **{course.part("suites") / slug / name: text for name, text in suite.items()},
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_file.write(text.encode(), path)
    return [*made, *files, *tables(course, slug, topic, title or slug.replace("_", " ").capitalize())]

"""Write a new exercise: small, complete, and green before its author has changed anything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from grader import atomic_file
from grader.author import skeleton
from grader.bank import load_bank
from grader.course import located, manifest
from grader.course.folder import Course, load_course
from grader.errors import UsageError
from grader.exercise import REGISTRATION, is_slug, is_topic
from grader.messages import author as sentences
from grader.safe import shown
from grader.stub import derive_stub

_TOPICS = re.compile(r"^topics *= *\[(?P<names>[^\]]*)\]", re.MULTILINE)


def home(topic: str) -> tuple[Path, list[Path]]:
    """Return the course's folder for a new exercise, and the files that made it one.

    The working folder becomes a course if there is none. A file that is there already stays as it is.
    """
    here = Path.cwd()
    ours = here / "grader" / "data" == located.OWN
    if ours or located.is_named() or located.asked() != located.OWN_NAME:
        return located.folders()[0], []
    name = re.sub(r"[^a-z0-9]+", "-", here.name.lower()).strip("-") or "course"
    name = name if name[0].isalpha() else f"course-{name}"
    words = {"name": name, "topic": topic, "package": name.replace("-", "_")}
    made = {here / file: text.format(**words) for file, text in skeleton.COURSE.items()}
    written = [path for path in made if not path.exists()]
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], "utf-8")
    return here, written


def new(
    slug: str, topic: str, title: str, functions: Sequence[str], methods: Sequence[str]
) -> tuple[Course, list[Path]]:
    """Write an exercise; return its course and the files. UsageError for a name that cannot be one."""
    functions = tuple(functions) or (slug,)
    _refuse_names(slug, topic, functions)
    folder, made = home(topic)
    course = load_course(folder)
    if slug in (*load_bank(course.folder).slugs, *course.broken):
        raise UsageError(f"There is an exercise {slug} already.", "Choose another name.")
    title = title or slug.replace("_", " ").capitalize()
    files = _files(course, slug, topic, title, functions, methods)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_file.write(text.encode(), path)
    return course, [*made, *files, *tables(course, slug, topic, title)]


def _refuse_names(slug: str, topic: str, functions: Sequence[str]) -> None:
    if not is_slug(slug):
        raise UsageError(*sentences.no_name(shown(slug), "an exercise", "ping_pong"))
    if not is_topic(topic):
        raise UsageError(*sentences.no_name(shown(topic), "a topic", "01_fork"))
    for function in functions:
        if not function.isidentifier():
            raise UsageError(*sentences.no_name(shown(function), "a function", "ping_pong"))


def _files(
    course: Course, slug: str, topic: str, title: str, functions: Sequence[str], methods: Sequence[str]
) -> dict[Path, str]:
    suite, solution = course.part("suites") / slug, skeleton.program("solution", title, functions)
    quoted = ", ".join(f'"{function}"' for function in functions)
    several = f", start_methods=({', '.join(f'{method!r}' for method in methods)},)".replace("'", '"')
    words = {
        "slug": slug,
        "topic": topic,
        "title": title,
        "functions": quoted,
        "methods": ", ".join(f'"{method}"' for method in methods),
        "points": 2 * len(methods),
        "zero": ", ".join(f'"{_id(method, methods)}" = "FAILED wrong-value"' for method in methods),
    }
    of_checks = {**words, "methods": "" if tuple(methods) == ("fork",) else several}
    files = {
        course.part("solutions") / topic / f"{slug}.py": solution,
        course.part("exercises") / topic / f"{slug}.py": derive_stub(solution, slug),
        suite / REGISTRATION: skeleton.REGISTRATION.format(**words),
        suite / "test_public.py": skeleton.PUBLIC.format(**of_checks),
        suite / "test_hidden.py": skeleton.HIDDEN.format(**of_checks),
    }
    return files | {suite / f"{n}.py": skeleton.program(n, title, functions) for n in skeleton.ANSWERS}


def _id(method: str, methods: Sequence[str]) -> str:
    """The hidden check under one start method."""
    return "test_hidden::test_code" + ("" if tuple(methods) == ("fork",) else f"[{method}]")


def tables(course: Course, slug: str, topic: str, title: str) -> list[Path]:
    """Add the exercise to its topic's page, and its topic to course.toml; return what was changed."""
    page = course.part("exercises") / topic / "README.md"
    text = page.read_text("utf-8") if page.is_file() else f"# {topic}\n\n| exercise | title |\n|---|---|\n"
    page.write_text(f"{text.rstrip()}\n| [{slug}]({slug}.py) | {title} |\n", "utf-8")
    if not course.manifest.topics or topic in course.manifest.topics:
        return [page]
    path = course.folder / manifest.FILE
    named = ", ".join(f'"{name}"' for name in (*course.manifest.topics, topic))
    path.write_text(_TOPICS.sub(lambda _: f"topics = [{named}]", path.read_text("utf-8")), "utf-8")
    return [page, path]

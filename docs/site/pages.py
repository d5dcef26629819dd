"""Build the site's pages: documents outside of docs/, links to them, and the command line's reference."""

from __future__ import annotations

import os
import posixpath
import re
from pathlib import Path
from typing import Any

import click
from mkdocs.structure.files import File, Files

from grader.cli.app import PANELS, app, grading

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s#]*)(?P<anchor>#[^)\s]*)?\)")
BLOCK = re.compile(r"(^ *```.*?^ *```$)", re.MULTILINE | re.DOTALL)
#: Documents that the repository keeps elsewhere, and where the site has them.
ELSEWHERE = {
    "README.md": "readme.md",
    "INSTRUCTOR.md": "teaching/instructor.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks/index.md",
    "benchmarks/flake.md": "benchmarks/flake.md",
    "exercises/README.md": "exercises/index.md",
    **{
        f"exercises/{page.parent.name}/README.md": f"exercises/{page.parent.name}.md"
        for page in sorted(ROOT.glob("exercises/*/README.md"))
    },
}
SOURCES = {page: source for source, page in ELSEWHERE.items()}


def on_files(files: Files, config: Any) -> Files:  # noqa: ANN401 - mkdocs' own
    """Add the documents that lie outside of docs/."""
    for source, page in ELSEWHERE.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, files: Files, **_: Any) -> str:  # noqa: ANN401 - mkdocs' own
    """Lead links to pages of the site; keep only the text of a link to other files of the repository."""
    here = page.file.src_uri
    source = SOURCES.get(here, f"docs/{here}")

    def turned(match: re.Match[str]) -> str:
        target, anchor = match["target"], match["anchor"] or ""
        if not target or ":" in target:
            return match[0]
        there = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        if not (ROOT / there).exists():
            raise ValueError(f"{source}: there is no {target}")
        uri = ELSEWHERE.get(there, there.removeprefix("docs/"))
        if files.get_file_from_path(uri) is None:
            return match["text"] if "`" in match["text"] else f"`{match['text']}`"
        return f"[{match['text']}]({os.path.relpath(uri, posixpath.dirname(here) or '.')}{anchor})"

    parts = BLOCK.split(markdown)
    parts[::2] = [LINK.sub(turned, part) for part in parts[::2]]
    return "".join(parts).replace("<!-- commands -->", commands() if "commands -->" in markdown else "")


def commands() -> str:
    """Describe every command as its own help does."""
    found = [_described("grade", grading, 2)]
    for panel, names in PANELS.items():
        found.append(f"## {panel}\n")
        found += [part for name in names for part in _all(f"grade {name}", app.commands[name])]
    return "\n".join(found)


def _all(name: str, command: click.Command) -> list[str]:
    below = sorted(command.commands.items()) if isinstance(command, click.Group) else []
    return [_described(name, command, 3)] + [
        part for sub, one in below for part in _all(f"{name} {sub}", one)
    ]


def _described(name: str, command: click.Command, level: int) -> str:
    words = name.split()[1:] if command is not grading else []
    context = click.Context(command, info_name=name if words else "grade", max_content_width=80)
    return f"{'#' * level} `{name}`\n\n```text\n{command.get_help(context)}\n```\n"

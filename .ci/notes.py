"""Print what the changelog says of a version: the notes of its release.

python .ci/notes.py branch main      a rehearsal: the version that is being written
python .ci/notes.py tag v0.1.0       fails unless the package has that version, and the changelog its date
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def version() -> str:
    """Return the version of the package, without importing it."""
    found = re.search(r'^__version__ = "([^"]+)"', (ROOT / "grader" / "__init__.py").read_text("utf-8"), re.M)
    assert found is not None
    return found[1]


def section(changelog: str, wanted: str) -> tuple[str, str]:
    """Return the date and the text of a version's section. LookupError if there is none, or it is empty."""
    head = re.search(rf"^## \[{re.escape(wanted)}\] - (.+)$", changelog, re.M)
    if head is None:
        raise LookupError(f"CHANGELOG.md has no section {wanted}.")
    text = re.split(r"^(?:## |\[[^\]]+\]: )", changelog[head.end() :], maxsplit=1, flags=re.M)[0].strip()
    if not text:
        raise LookupError(f"The section {wanted} of CHANGELOG.md is empty.")
    return head[1].strip(), text


def notes(kind: str, name: str, changelog: str, own: str) -> str:
    """Return the notes for a tag or, as a rehearsal, a branch. LookupError if a tag may not be released."""
    date, text = section(changelog, own)
    if kind == "tag":
        if name != f"v{own}":
            raise LookupError(f"The tag is {name}, and the package has version {own}.")
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
            raise LookupError(f"The section {own} of CHANGELOG.md has no date: {date}.")
    return text + "\n"


if __name__ == "__main__":
    try:
        sys.stdout.write(notes(*sys.argv[1:3], (ROOT / "CHANGELOG.md").read_text("utf-8"), version()))
    except LookupError as error:
        sys.exit(str(error))

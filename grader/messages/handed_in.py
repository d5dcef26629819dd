"""Why a file that was handed in is not read, and which of several counts.

A pair is a sentence and what to do about it, as a refusal takes them. What ends a sentence about a file is
called an ending here: ``is a named pipe``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

#: As many names as a remark has.
MOST_NAMES: Final = 5

# -- one file ---------------------------------------------------------------------------------

_REGULAR: Final = "Replace it by a regular file."
#: What a submission may be instead of a regular file, and what to do then.
_KINDS: Final[dict[str, tuple[str, str]]] = {
    "folder": ("is a folder", "Name the file in it."),
    "link": ("is a symbolic link", "Replace the link by a copy of the file that it names."),
    "pipe": ("is a named pipe", _REGULAR),
    "socket": ("is a socket", _REGULAR),
    "device": ("is a device", _REGULAR),
    "": ("is not a regular file", _REGULAR),
}
_TEXT_ONLY: Final = "Hand in the program's text only; data does not belong in it."


def irregular(name: str, kind: str) -> tuple[str, str]:
    """Say what stands in the place of a file."""
    what, fix = _KINDS[kind]
    return f"{name} {what}; a submission is a regular file.", fix


def too_large(name: str, limit: str, size: str = "") -> tuple[str, str]:
    """Say that a file is too large; without its size if that is not known."""
    what = f"{size}, and {limit} is the limit" if size else f"more than {limit}, which is the limit"
    return f"{name} is too large: {what}.", _TEXT_ONLY


def not_there(name: str) -> tuple[str, str]:
    """Say that there is no such file."""
    return f"{name} is not there.", "Check the name, and the folder that you are in."


def not_permitted(name: str) -> tuple[str, str]:
    """Say that a file may not be read."""
    return f"{name} may not be read: no permission.", "Allow reading it: chmod u+r FILE."


def not_readable(name: str, reason: str) -> tuple[str, str]:
    """Say that a file cannot be read."""
    return f"{name} cannot be read: {reason}.", "Copy the file to another folder and try again."


def _at(offset: int, line: int) -> str:
    return f"byte {offset}, line {line}"


def not_utf8(name: str, offset: int, line: int) -> tuple[str, str]:
    """Say where a file is not UTF-8."""
    return f"{name} is not UTF-8: {_at(offset, line)}.", "Save the file with the encoding UTF-8."


def null_byte(name: str, offset: int, line: int) -> tuple[str, str]:
    """Say where a file has a null byte."""
    return f"{name} contains a null byte: {_at(offset, line)}.", "Save the file as plain text in UTF-8."


def foreign_encoding(name: str, encoding: str) -> tuple[str, str]:
    """Say that a file declares another encoding."""
    return (
        f"{name} declares the encoding {encoding}, and only UTF-8 is taken in.",
        "Remove the coding comment and save the file as UTF-8.",
    )


def turns_text(name: str, character: str, line: int) -> tuple[str, str]:
    """Say that a character changes the direction of text."""
    return (
        f"{name} contains the invisible character U+{ord(character):04X}, which changes the direction "
        f"in which text is shown: line {line}.",
        "Delete the character, or write it as an escape in a string.",
    )


def one_file(slug: str, module: str, where: str) -> str:
    """Say that one file is the answer, and where the rest belongs."""
    return f"{slug}.py imports {module}, and an answer is one file: move what it needs of {where} into it."


# -- notebooks --------------------------------------------------------------------------------


def no_notebook(name: str, reason: object) -> tuple[str, str]:
    """Say that a file is no notebook."""
    return f"{name} cannot be read as a notebook: {reason}.", "Save it in Jupyter again."


def notebook_too_large(name: str) -> str:
    """Say that a notebook is too large."""
    return f"{name} is too large for a notebook."


def no_characters(name: str) -> tuple[str, str]:
    """Say that a cell holds code points that are no characters."""
    return f"{name} holds characters that are none.", "Type the cell again."


def no_answer(name: str) -> str:
    """Say that a notebook answers nothing."""
    return f"{name} answers no exercise: no cell of it has or defines one."


def not_python(cell: int) -> str:
    """Say that a cell is in another language."""
    return f"Cell {cell} is no Python, as its first line says, and was left out."


def notebook_command(cell: int, command: str) -> str:
    """Say that a line is for the notebook alone."""
    return f"Cell {cell}: `{command}` is a command to the notebook; it was left out."


# -- archives ---------------------------------------------------------------------------------

#: Endings.
LINK: Final = "is a link and was not followed"
SYMBOLIC_LINK: Final = "is a symbolic link and was not followed"
NAMED_PIPE: Final = "is a named pipe"
NO_REGULAR_FILE: Final = "is no regular file"
ENCRYPTED: Final = "is encrypted; ask for it without a password"
TOO_DEEP_ARCHIVE: Final = "is an archive in an archive in an archive: not read"
TOO_MANY_ARCHIVES: Final = "was not read after so many archives"
TOO_LARGE_NESTED: Final = "is too large for an archive in an archive"
EMPTY_ARCHIVE: Final = "is an empty archive"
TOO_DEEP: Final = "was not looked into: it lies too deep"
TOO_MANY_MEMBERS: Final = "it has too many members"


def unpacks_to_more(most: int) -> str:
    """Return the reason: more than so many MiB."""
    return f"it unpacks to more than {most} MiB"


def took_longer(seconds: int) -> str:
    """Return the reason: reading took more time on the clock."""
    return f"it took more than {seconds} s"


def takes_cpu(seconds: int) -> str:
    """Return the reason: reading takes more CPU time."""
    return f"reading it takes more than {seconds} s of CPU time"


def reader_ended(code: int) -> str:
    """Return the reason: the process that read it has ended."""
    return f"the process that read it ended ({code})"


def not_unpacked(reason: str) -> str:
    """Return the ending: a member cannot be unpacked."""
    return f"cannot be unpacked: {reason}"


def no_archive(kind: str, reason: str) -> str:
    """Return the ending: no archive of its kind."""
    return f"cannot be read as a {kind} archive: {reason}"


def unread(reason: str | None) -> str:
    """Return the ending: the system does not let it be read."""
    return f"cannot be read: {reason}"


def too_many_files(most: int) -> str:
    """Return the ending: there are too many files."""
    return f"and what follows were not looked at: there are more than {most} files"


# -- which of several -------------------------------------------------------------------------

#: Why one of two files is graded, in the order in which that is decided.
WHY: Final = (
    "the other cannot be read",
    "the other is the stub",
    "it is the later one",
    "--map names it",
    "a file goes before a notebook",
    "it lies where the release has it",
    "it lies nearest to the top",
    "its path comes first",
    "it is the later one",
)


def one_of_two(slug: str, graded: str, other: str, why: int) -> str:
    """Say which of two files is graded; ``why`` is a place in :data:`WHY`."""
    return f"There are two files for {slug}: {graded} is graded and {other} is not, because {WHY[why]}."


def foreign_archive(name: str) -> str:
    """Say that an archive is of a kind that is not read."""
    return f"{name} is an archive that is not read: unpack it, or ask for a zip."


def proposed(name: str, slug: str) -> str:
    """Say which exercise a file may be meant for."""
    return f"Found {name}; not taken: did you mean {slug}.py?"


def not_taken(names: Sequence[str]) -> str:
    """Say which files are named after no exercise."""
    more = f", and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"Not taken, as no exercise is called so: {', '.join(names[:MOST_NAMES])}{more}."


def more_remarks(count: int) -> str:
    """Say that there is more to say about files."""
    return f"And {count} remarks more about files."

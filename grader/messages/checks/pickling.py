"""What of something could not be pickled for another process, and what to pass in its place."""

from __future__ import annotations

from typing import Final

#: By kind: what it is, and what can be done.
_KINDS: Final = {
    "lambda": ("a lambda", "Functions are pickled by their name, and a lambda has none."),
    "inner": ("`{}`, a function inside a function", "Only a function of a module can be found by its name."),
    "function": ("the function `{}`", "Its module has no such function under that name."),
    "inner-class": ("`{}`, a class inside a function", "Only a class of a module can be found by its name."),
    "inner-object": (
        "an object of `{}`, a class inside a function",
        "Only a class of a module can be found by its name.",
    ),
    "lock": ("a lock of threads", "A lock of multiprocessing can be passed to a new process."),
    "file": ("an open file (`{}`)", "Pass its name, and open it in the new process."),
    "generator": ("a generator", "Pass what it is made from, or a list of what it gives."),
    "thread": ("a thread", "A thread belongs to one process: start it in the new one."),
    "module": ("a module", "Import it in the new process."),
    "other": ("of type `{}`", "Make it in the new process, and pass what it is made from."),
}
#: Kinds that are functions.
FUNCTIONS: Final = frozenset({"lambda", "inner", "function"})


def named(where: str, kind: str, name: str, process: bool) -> str:
    """Say, after an error, what could not be pickled and where it is."""
    what, instead = _KINDS.get(kind, _KINDS["other"])
    place = f"`{where}`" if where else "What was sent"
    told = f". {place} is {what.format(name)}, and cannot be pickled. {instead}"
    if process:
        told += " A process that is forked gets a copy without pickle, so this works under fork only."
    return told

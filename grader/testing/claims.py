"""Claims of the submission's side, read by their form: whatever has another form reaches no suite.

A scenario's return annotation is the form of its answer, and each observation is a list that begins with a
word. Both are made by the check's own code, so another form means that somebody else spoke in its name.
"""

from __future__ import annotations

import traceback
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NoReturn, Union, get_args, get_origin

from grader.messages.checks.judged import ODD_FORM
from grader.testing.findings import Finding
from grader.verdict import Verdict


def form_of(scene: Callable[..., object]) -> Any:  # noqa: ANN401 - a type, or what typing makes of several
    """The form of what a scenario gives back."""
    return typing.get_type_hints(scene).get("return", object)


def fits(value: object, form: Any) -> bool:  # noqa: ANN401
    """Whether a value has this form: object, a plain type, or lists, tuples, dicts and unions of them."""
    if form in (object, Any):
        return True
    if form is None:
        return value is None
    origin, inner = get_origin(form), get_args(form)
    if origin in (Union, types.UnionType):
        return any(fits(value, one) for one in inner)
    if origin is list:
        return type(value) is list and all(fits(item, inner[0]) for item in value)
    if origin is dict:
        return type(value) is dict and all(fits(k, inner[0]) and fits(v, inner[1]) for k, v in value.items())
    if origin is tuple:
        if inner[1:] == (...,):
            return type(value) is tuple and all(fits(item, inner[0]) for item in value)
        return type(value) is tuple and fit(value, inner)
    return type(value) is form or (form is int and type(value) is bool)


def fit(items: Sequence[object], forms: Sequence[Any]) -> bool:
    """Whether there are as many items as forms, and each has its own."""
    return len(items) == len(forms) and all(map(fits, items, forms))


def refuse(what: str) -> NoReturn:
    """End the check: this is not what its own code makes of right values."""
    raise Finding(
        Verdict.FAILED,
        what + ODD_FORM,
        "wrong-type",
    )


def stumbled(error: BaseException, claims: Iterable[object]) -> bool:
    """Whether a check broke off over a claim: the function that raised this had it in hand.

    It is the last line of defence. What a form excludes never comes so far, and a suite that stumbles over
    right answers does so in the bank check, too.
    """
    if not isinstance(error, (TypeError, ValueError, KeyError, IndexError, AttributeError)):
        return False
    held = {id(part) for claim in claims for part in _parts(claim)}
    *_, (innermost, _) = traceback.walk_tb(error.__traceback__)
    return any(id(thing) in held for thing in innermost.f_locals.values())


def _parts(claim: object, depth: int = 3) -> Iterator[object]:
    """A claim and what is in it, but for the values that are everywhere the same objects."""
    if claim is not None and not isinstance(claim, (bool, int, str)) and claim != ():
        yield claim
    inside = claim.values() if isinstance(claim, dict) else claim if isinstance(claim, (list, tuple)) else ()
    for part in inside if depth else ():
        yield from _parts(part, depth - 1)

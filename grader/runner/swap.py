"""Putting things in the places of others for a while: how every injection gets in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

#: Where something stands, its name there, itself, and what takes its place.
Place = tuple[Any, str, Any, Any]


@contextmanager
def swapped(places: list[Place], module: Any) -> Iterator[None]:
    """Put things in the places of others, also where ``module`` has them under a name of its own."""
    places = places + [
        (module, name, old, new)
        for name, thing in vars(module).items()
        for _, _, old, new in places
        if thing is old
    ]
    for place, name, _, new in places:
        setattr(place, name, new)
    try:
        yield
    finally:
        for place, name, old, _ in places:
            setattr(place, name, old)

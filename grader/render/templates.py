"""Jinja templates of our pages: everything is escaped, and a name that is not given is an error.

What students and their programs wrote stands in these pages. So a page that wants HTML of its own in a value
has to say so, by ``Markup``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2


def environment(folder: Path, **filters: Callable[..., Any]) -> jinja2.Environment:
    """Return the templates in a folder, with these filters besides jinja's own.

    Lines that hold a statement only leave nothing behind. A template is compiled when it is first asked for:
    whoever draws many pages keeps what this returns.
    """
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(filters)
    return found

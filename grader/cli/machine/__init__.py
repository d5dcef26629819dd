"""For programs that ask instead of people: documents in JSON, and tools for coding agents."""

from __future__ import annotations

import click

#: Asks a command for its document.
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print it as one line of JSON and nothing else."
)

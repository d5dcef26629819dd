"""A wheel of the grader, of files that are at hand: the same files give the same bytes, without a build tool.

Source: the binary distribution format of the Python packaging user guide.
"""

from __future__ import annotations

import base64
import hashlib
import tomllib
from typing import Any, Final

from grader import __version__

TAG: Final = "py3-none-any"


def name(project: str) -> str:
    """The file name of the wheel; ``project`` is the text of pyproject.toml."""
    return f"{_base(tomllib.loads(project)['project'])}-{TAG}.whl"


def members(files: dict[str, bytes], project: str, licence: bytes) -> dict[str, bytes]:
    """Path to content of everything in the wheel: ``files``, and what says how they are to be installed."""
    table: dict[str, Any] = tomllib.loads(project)["project"]
    info = f"{_base(table)}.dist-info"
    how = ("Wheel-Version: 1.0", "Generator: forklore", "Root-Is-Purelib: true", f"Tag: {TAG}")
    found = dict(sorted(files.items())) | {
        f"{info}/METADATA": _metadata(table).encode(),
        f"{info}/WHEEL": ("\n".join(how) + "\n").encode(),
        f"{info}/entry_points.txt": _scripts(table).encode(),
        f"{info}/licenses/LICENSE": licence,
    }
    lines = [f"{path},sha256={_digest(data)},{len(data)}\n" for path, data in found.items()]
    return found | {f"{info}/RECORD": f"{''.join(lines)}{info}/RECORD,,\n".encode()}


def _base(table: dict[str, Any]) -> str:
    return f"{table['name']}-{__version__}"


def _metadata(table: dict[str, Any]) -> str:
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {table['name']}",
        f"Version: {__version__}",
        f"Summary: {table['description']}",
        f"License-Expression: {table['license']}",
        "License-File: LICENSE",
        f"Requires-Python: {table['requires-python']}",
        *(f"Requires-Dist: {needed}" for needed in table["dependencies"]),
    ]
    for extra, needs in table["optional-dependencies"].items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {needed}; extra == "{extra}"' for needed in needs]
    return "\n".join(lines) + "\n"


def _scripts(table: dict[str, Any]) -> str:
    groups = {"console_scripts": table["scripts"], **table["entry-points"]}
    return "\n".join(
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in points.items())
        for group, points in groups.items()
    )


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()

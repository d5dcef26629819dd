"""The JSON of ``forklore run`` and ``forklore why``, and its JSON Schemas (``docs/reference``).

``python -m grader.programs.told.schemas run`` (or ``why``) prints a schema. The text is plain ASCII, as that
of a report is.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

import msgspec

from grader.programs.hanging.why_report import WhyReport
from grader.programs.told.run_report import RunReport
from grader.render import jsonreport

KINDS: Final[dict[str, type[msgspec.Struct]]] = {"run": RunReport, "why": WhyReport}


def encode(report: RunReport | WhyReport) -> str:
    """Return what is written to the file of ``--json``."""
    plain = jsonreport.clean(msgspec.to_builtins(report))
    return json.dumps(plain, allow_nan=False, indent=1) + "\n"


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one of the two."""
    return jsonreport.described(KINDS[name], f"forklore {name}")


if __name__ == "__main__":
    sys.stdout.write(jsonreport.schema_text(schema(sys.argv[1])))

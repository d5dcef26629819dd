"""What ``forklore run`` writes to files: JSON with a published schema, and one page; many like processes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.programs.told import schemas
from grader.render.jsonreport import schema_text

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
RUN = [sys.executable, "-m", "grader", "run"]
DOCS = Path(__file__).parents[2] / "docs"
EIGHT = """
    import multiprocessing as mp
    import net

    def work(q):
        while q.get() is not None:
            pass

    def main():
        q, mine = mp.Queue(), mp.Pipe()
        ps = [mp.Process(target=work, args=(q,)) for _ in range(8)]
        ps[2] = mp.Process(target=net.ask, args=(mine[0], mine[1]))
        [p.start() for p in ps]
        [p.join() for p in ps]

    if __name__ == "__main__":
        main()
"""
NET = """
    def ask(here, there):
        try:
            here.recv()
        finally:
            there.close()
"""


@pytest.mark.parametrize("name", schemas.KINDS)
def test_the_committed_schema_is_the_generated_one(name: str) -> None:
    again = f"python -m grader.programs.told.schemas {name} > docs/reference/{name}.schema.json"
    committed = (DOCS / f"reference/{name}.schema.json").read_text("utf-8")
    assert committed == schema_text(schemas.schema(name)), again
    jsonschema.Draft202012Validator.check_schema(schemas.schema(name))


@pytest.mark.parametrize("name", schemas.KINDS)
def test_the_page_names_every_field(name: str) -> None:
    text = (DOCS / "programs/run.md").read_text("utf-8")
    table = text.partition(f"| field of `{name}` |")[2].partition("\n\n")[0]
    named = {found for row in table.splitlines() for found in re.findall(r"`(\w+)`", row.split("|")[1:2][0])}
    kind = schemas.KINDS[name]
    assert named == set(schemas.schema(name)["$defs"][kind.__name__]["properties"])


def strict(name: str) -> dict[str, Any]:
    """A schema with unknown fields forbidden: then it has to name everything that is written."""
    found = schemas.schema(name)
    for definition in found["$defs"].values():
        if "properties" in definition:
            definition["additionalProperties"] = False
    return found


@pytest.fixture(scope="module")
def stuck(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any], str]:
    """Eight workers of which one is elsewhere: standard error, the JSON and the page."""
    folder = tmp_path_factory.mktemp("eight")
    (folder / "worker.py").write_text(textwrap.dedent(EIGHT))
    (folder / "net.py").write_text(textwrap.dedent(NET))
    done = subprocess.run(
        [*RUN, "--json", "r.json", "--html", "r.html", "worker.py", "\udcff<b>"],
        cwd=folder, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 124, done.stderr
    return done.stderr, json.loads((folder / "r.json").read_text()), (folder / "r.html").read_text()


def test_many_like_processes_are_told_as_one(stuck: tuple[str, dict[str, Any], str]) -> None:
    said, report, _ = stuck
    pid = next(wait["pid"] for wait in report["evidence"]["waits"] if wait["file"] == "net.py")
    alike = "7 of 8 workers wait in `Queue.get()` (worker.py:6); "
    alike += f"process {pid} waits in `Connection.recv()` (net.py:4)."
    assert report["alike"] == alike
    assert alike in " ".join(said.split())


def test_what_is_written_fits_the_schema(stuck: tuple[str, dict[str, Any], str]) -> None:
    _, report, _ = stuck
    jsonschema.validate(report, strict("run"))
    assert report["end"] == "deadlock" and report["command"][-1] == "\\udcff<b>"


def test_the_page_shows_waits_and_source_and_loads_nothing(stuck: tuple[str, dict[str, Any], str]) -> None:
    _, report, page = stuck
    assert "can never end" in page and "7 of 8 workers wait in" in page
    assert "while q.get() is not None:" in page and "net.py:4" in page
    assert "<b>'" not in page and "&lt;b&gt;" in page
    assert not re.search(r"(?:src|href)=[\"']?(?!#)", page)
    lines = {int(n) for n in re.findall(r'data-line="(\d+)"', page)}
    assert lines == {6, 14}  # those of net.py are not worker.py's
    assert str(report["evidence"]["processes"][0]["pid"]) in page


def test_the_page_of_a_program_that_left_something(tmp_path: Path) -> None:
    words = ["--html", "r.html", "--json", "r.json", "--", "sh", "-c", "sleep 600 & exit 3"]
    done = subprocess.run([*RUN, *words], cwd=tmp_path, timeout=60)
    assert done.returncode == 3
    page = (tmp_path / "r.html").read_text()
    assert "left something behind" in page and "sleep 600" in page and "exit code 3" in page
    jsonschema.validate(json.loads((tmp_path / "r.json").read_text()), strict("run"))


def test_files_that_cannot_be_written_are_told_before(tmp_path: Path) -> None:
    words = ["--html", "no/where.html", "--", "touch", "begun"]
    done = subprocess.run([*RUN, *words], cwd=tmp_path, timeout=60)
    assert done.returncode == 2 and not (tmp_path / "begun").exists()

"""``grade insight --serve``: the page of a class at work."""

from __future__ import annotations

import sqlite3
from importlib.util import find_spec
from pathlib import Path

from grader.cli import faults
from grader.errors import SetupError, UsageError
from grader.messages import at_work as sentences
from grader.safe import shown

_NEEDED = ("starlette", "uvicorn", "markdown_it")


def serve(results: str, port: int, names: bool) -> int:
    """Serve until Ctrl-C; the exit code is 0."""
    faults.require_python()
    if not all(map(find_spec, _NEEDED)):
        raise SetupError(*sentences.no_extra("--serve", "live"))
    from grader.bank import load_bank, load_catalogue
    from grader.classroom import results as stored
    from grader.course import located
    from grader.live import serve as server
    from grader.live.class_board import board
    from grader.live.history import History

    out = Path(results)
    if not out.is_dir():
        raise UsageError(*sentences.no_folder(shown(out)))
    stored.prepare(out)
    located.recalled(out)
    bank = load_bank()
    catalogue = load_catalogue(*bank.courses)
    try:
        history = History(out)
        history.take_in()
    except sqlite3.Error as error:
        raise SetupError(*sentences.no_history(shown(out), str(error))) from error
    try:
        listening = server.bound(port)
    except OSError as error:
        raise SetupError(*sentences.no_port(port, str(error.strerror))) from error
    look = lambda: board(history.standings(), bank, catalogue, names)  # noqa: E731 - one line, used once
    live = server.Live(out / stored.FOLDER, history.take_in, look, bank)
    with listening:
        where = f"http://{server.HOST}:{listening.getsockname()[1]}/{live.token}/"
        faults.emit(f"{sentences.serving(where, names)}\n")
        server.run(live, listening)
    history.close()
    return 0

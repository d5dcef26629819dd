"""Grade a class on many machines, with dask.distributed: submissions travel as bytes, results come back here.

One task is one submission. If a worker dies, its submissions are regraded at the end, one at a time. A
submission that kills a second worker is listed as ungraded. Only this process writes results.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.classroom import batch, work
from grader.classroom.roster import HandIn
from grader.classroom.terms import Terms
from grader.course import located
from grader.errors import GraderError, SetupError, UsageError
from grader.judge import Options

#: Workers that a task may lose before it comes back as lost: a cluster of ours retries nothing by itself.
MOST_LOST = 0
LOCAL = "local:"


def run(
    address: str,
    todo: Sequence[HandIn],
    out: Path,
    options: Options,
    encode: batch.Encode,
    tell: batch.Tell,
    perform: Callable[[bytes], bytes] = work.perform,
    terms: Terms | None = None,
) -> None:
    """Grade these submissions on the cluster at ``address`` and write their results as they come.

    ``address`` is a scheduler's, such as ``tcp://host:8786``, or ``local:N`` for N processes of this machine.
    Raises SetupError if there is no such cluster, or its workers have another grader or other suites.
    """
    with _client(address) as client:
        _compare(client)

        def submit(handed: HandIn) -> Any:  # noqa: ANN401 - dask's
            return client.submit(perform, work.job_of(handed, options), pure=False)

        def write(handed: HandIn, content: bytes | None, fault: str) -> None:
            told = None if content is None else work.told(content)
            batch.writer(handed, out, options, encode, tell, terms)(told, fault)

        for suspect in _round(todo, submit, write):
            if _round([suspect], submit, write):
                write(suspect, None, "It took two workers with it.")


def _round(
    todo: Sequence[HandIn],
    submit: Callable[[HandIn], Any],
    write: Callable[[HandIn, bytes | None, str], None],
) -> list[HandIn]:
    """Grade these submissions, and write what comes back. Returns those whose worker died.

    They need not have killed it: a worker takes along all that it runs or has in hand.
    """
    lost = []
    tasks = {submit(handed): handed for handed in todo}
    for future in dask().as_completed(list(tasks)):
        handed = tasks.pop(future)
        try:
            write(handed, future.result(), "")
        except GraderError as error:
            write(handed, None, error.sentence)
        except SetupError:
            raise
        except dask().KilledWorker:
            lost.append(handed)
        except Exception as error:  # whatever a worker's machine makes of it
            write(handed, None, f"Its worker failed: {type(error).__name__}.")
        future.release()
    return lost


def dask() -> Any:  # noqa: ANN401 - a library without types
    """dask.distributed. Raises SetupError where it is not installed."""
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise SetupError(
            "dask.distributed is not installed here.",
            "Install it beside forklore: pip install 'forklore[cluster]'.",
        ) from error


@contextlib.contextmanager
def _client(address: str) -> Iterator[Any]:
    distributed = dask()
    settings = {
        "distributed.scheduler.allowed-failures": MOST_LOST,
        "distributed.worker.daemon": False,
        "distributed.logging.distributed": "error",
    }
    with distributed.dask.config.set(settings), contextlib.ExitStack() as stack:
        if address.startswith(LOCAL):
            cluster = distributed.LocalCluster(
                n_workers=_count(address), threads_per_worker=1, processes=True, dashboard_address=None
            )
            stack.enter_context(cluster)
            yield stack.enter_context(distributed.Client(cluster))
            return
        try:
            client = distributed.Client(address, timeout=10)
        except (OSError, TimeoutError, ValueError) as error:
            raise SetupError(f"There is no scheduler at {address}.", "Start one: dask scheduler") from error
        yield stack.enter_context(client)


def _count(address: str) -> int:
    number = address.removeprefix(LOCAL)
    if not number.isdigit() or not 0 < int(number) <= 1000:
        raise UsageError(f"{address} is no cluster.", "Say tcp://HOST:PORT, or local:4 for four processes.")
    return int(number)


def _compare(client: Any) -> None:  # noqa: ANN401 - dask's
    """Raise SetupError unless there are workers, and all have what is here."""
    ours, theirs = work.fingerprint(), client.run(work.fingerprint, located.asked(), on_error="return")
    if not theirs:
        raise SetupError("The cluster has no workers.", "Start one: dask worker ADDRESS --nthreads 1")
    for worker, found in theirs.items():
        if found != ours:
            raise SetupError(
                f"The worker {worker} has another grader: {found}; here it is {ours}.",
                "Install the same version with the same suites on every worker.",
            )

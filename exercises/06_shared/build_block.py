"""Memory that several processes fill together.

What a process writes into its own memory stays there. Shared memory is mapped
into all of them: each writes its part, and nothing has to be sent. It belongs
to nobody, so somebody has to remove it, also when something goes wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.shared_memory import SharedMemory


def build_block(n: int, workers: int, fill: Callable[[int], int]) -> bytes:
    """Fill n bytes of shared memory in several processes; return them.

    Byte `i` is `fill(i)`, a number from 0 to 255. Each is computed exactly once,
    in a process other than the caller's, which writes it into memory that it
    shares with the caller: `multiprocessing.shared_memory.SharedMemory`,
    `multiprocessing.Array` or `RawArray`, or an anonymous `mmap`. At most
    `workers` processes are at work at once.

    n need not be a multiple of `workers` and may be smaller; n = 0 gives `b""`.
    `workers` is at least 1.

    If a byte cannot be computed, raise RuntimeError: if `fill` raises any
    exception, SystemExit and KeyboardInterrupt included, or one that cannot be
    pickled or unpickled, and if a process ends by itself, with whatever exit
    code, or is killed.

    `fill` is a picklable function at the top level of a module. The function
    must work under the start methods fork, forkserver and spawn; the caller has
    set one, leave it as it is.

    Whether it returns or raises: every process that it started has then ended
    and has been collected, and the shared memory is gone. A `SharedMemory` is
    closed by everybody who has opened it, and unlinked once; it cannot be closed
    while a slice of its `buf` is still in use.
    """
    raise NotImplementedError

"""Maps memory in 62,000 pieces, and lets many threads wait for a shared lock there.

Verdict: TIMED_OUT OVER_LIMIT DEADLOCKED CRASHED
"""

import ctypes
import mmap
import threading

N = 40
PAGES = 62_000


def squares(square, numbers):
    libc = ctypes.CDLL(None)
    memory = mmap.mmap(-1, PAGES * mmap.PAGESIZE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    for page in range(2, PAGES, 2):
        libc.mprotect(ctypes.c_void_p(start + page * mmap.PAGESIZE), mmap.PAGESIZE, 0)
    place = ctypes.c_void_p(start)
    zero = ctypes.c_long(0)
    for _ in range(N):
        threading.Thread(target=libc.syscall, args=(ctypes.c_long(202), place, zero, zero, zero)).start()
    libc.syscall(ctypes.c_long(202), place, zero, zero, zero)

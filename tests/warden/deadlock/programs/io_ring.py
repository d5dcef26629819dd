"""A timer in a ring of the kernel's, made by a process that lets others wait."""

import ctypes
import mmap
import os
import select
import struct


def go():
    libc = ctypes.CDLL(None, use_errno=True)
    params = ctypes.create_string_buffer(120)
    ring = libc.syscall(425, 4, params)
    if ring < 0:
        return "ended"
    sq_entries = struct.unpack_from("I", params, 0)[0]
    sq_off = struct.unpack_from("10I", params, 40)
    size = sq_off[6] + sq_entries * 4
    sq = mmap.mmap(ring, size, flags=mmap.MAP_SHARED, offset=0)
    sqes = mmap.mmap(ring, 64 * sq_entries, flags=mmap.MAP_SHARED, offset=0x10000000)
    when = ctypes.create_string_buffer(struct.pack("qq", 0, 700_000_000), 16)
    event = os.eventfd(0)
    libc.syscall(427, ring, 4, ctypes.byref(ctypes.c_int(event)), 1)
    sqes[0:64] = struct.pack("BBHiQQIIQ24x", 11, 0, 0, -1, 0, ctypes.addressof(when), 1, 0, 0)
    sq[sq_off[6]:sq_off[6] + 4] = struct.pack("I", 0)
    sq[sq_off[1]:sq_off[1] + 4] = struct.pack("I", 1)
    if libc.syscall(426, ring, 1, 0, 0, None, 0) != 1:
        return "ended"
    os.eventfd_read(event)
    sq.close()
    sqes.close()
    os.close(event)
    os.close(ring)
    return "ended"

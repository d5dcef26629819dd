"""Calls that reach what a box without namespaces shares with others: names in folders, sockets by path.

The box's filter lets the tracer see them. What is made in /dev/shm is noted, so that what stays there can be
told and removed; an address outside of the box is refused. Files in memory (``memfd_create``) are noted at
every isolation level: they have no name, and are memory.
"""

from __future__ import annotations

from typing import Final

#: Calls that may make a name: where their path and the folder that it starts from stand among the arguments.
MAKERS: Final = {
    "open": (0, None), "creat": (0, None), "openat": (1, 0), "openat2": (1, 0), "link": (1, None),
    "linkat": (3, 2), "rename": (1, None), "renameat": (3, 2), "renameat2": (3, 2), "symlink": (1, None),
    "symlinkat": (2, 1), "mknod": (0, None), "mknodat": (1, 0), "mkdir": (0, None), "mkdirat": (1, 0),
    "bind": (1, None),
}  # fmt: skip
#: Of these, where the name stands that is given up.
MOVERS: Final = {"rename": (0, None), "renameat": (1, 0), "renameat2": (1, 0)}
#: Of these, calls that make a name only if they are told to, and where the flags stand.
MAY_MAKE: Final = {"open": 1, "openat": 2}
#: Calls whose result is a descriptor of what they made.
OPENERS: Final = frozenset({"open", "creat", "openat", "openat2", "memfd_create"})
#: O_CREAT, and the bit that tells O_TMPFILE.
MAKING: Final = 0o100 | 0o20000000
#: Calls that may carry an address.
SPEAKERS: Final = ("connect", "sendto", "sendmsg")
#: Where ``sendto`` has its address.
SENDTO_ADDRESS: Final = 4
NUMBERS: Final = {
    "x86_64": {
        2: "open", 85: "creat", 257: "openat", 437: "openat2", 86: "link", 265: "linkat", 82: "rename",
        264: "renameat", 316: "renameat2", 88: "symlink", 266: "symlinkat", 133: "mknod", 259: "mknodat",
        83: "mkdir", 258: "mkdirat", 49: "bind", 319: "memfd_create", 42: "connect", 44: "sendto",
        46: "sendmsg",
    },
    "aarch64": {
        56: "openat", 437: "openat2", 37: "linkat", 38: "renameat", 276: "renameat2", 36: "symlinkat",
        33: "mknodat", 34: "mkdirat", 200: "bind", 279: "memfd_create", 203: "connect", 206: "sendto",
        211: "sendmsg",
    },
}  # fmt: skip
#: Sends several messages at once; nothing needs it, and it is not looked into.
SENDMMSG: Final = {"x86_64": 307, "aarch64": 269}

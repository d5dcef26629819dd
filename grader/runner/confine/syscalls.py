"""The number of each system call that anything here asks about, on each machine that is known.

No other module has such numbers: each says in names which calls it means.
Sources: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h of Linux.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

MACHINES: Final = ("x86_64", "aarch64")
#: By number on each of ``MACHINES``; None where there is no such call.
NUMBERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "read": (0, 63), "write": (1, 64), "open": (2, None), "poll": (7, None), "mmap": (9, 222),
    "rt_sigaction": (13, 134), "ioctl": (16, 29), "pwrite64": (18, 68), "readv": (19, 65),
    "writev": (20, 66), "select": (23, None), "sched_yield": (24, 124), "shmget": (29, 194),
    "pause": (34, None), "nanosleep": (35, 101), "getitimer": (36, 102), "alarm": (37, None),
    "setitimer": (38, 103), "sendfile": (40, 71), "socket": (41, 198), "connect": (42, 203),
    "accept": (43, 202), "sendto": (44, 206), "recvfrom": (45, 207), "sendmsg": (46, 211),
    "recvmsg": (47, 212), "bind": (49, 200), "listen": (50, 201), "setsockopt": (54, 208),
    "getsockopt": (55, 209), "clone": (56, 220),
    "execve": (59, 221), "wait4": (61, 260), "kill": (62, 129), "semget": (64, 190), "semop": (65, 193),
    "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "fcntl": (72, 25), "flock": (73, 32),
    "truncate": (76, 45), "ftruncate": (77, 46), "rename": (82, None), "mkdir": (83, None),
    "rmdir": (84, None), "creat": (85, None), "link": (86, None), "unlink": (87, None),
    "symlink": (88, None), "gettimeofday": (96, 169), "ptrace": (101, 117), "syslog": (103, 116),
    "setpgid": (109, 154), "setsid": (112, 157), "rt_sigtimedwait": (128, 137),
    "rt_sigsuspend": (130, 133), "mknod": (133, None), "setpriority": (141, 140),
    "sched_setparam": (142, 118), "sched_setscheduler": (144, 119),
    "sched_get_priority_max": (146, 125), "vhangup": (153, 58), "modify_ldt": (154, None),
    "pivot_root": (155, 41), "prctl": (157, 167), "adjtimex": (159, 171), "chroot": (161, 51),
    "acct": (163, 89), "settimeofday": (164, 170), "mount": (165, 40), "umount2": (166, 39),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "sethostname": (170, 161),
    "setdomainname": (171, 162), "iopl": (172, None), "ioperm": (173, None), "init_module": (175, 105),
    "delete_module": (176, 106), "quotactl": (179, 60), "tkill": (200, 130), "time": (201, None),
    "futex": (202, 98), "sched_setaffinity": (203, 122), "sched_getaffinity": (204, 123),
    "io_setup": (206, 0), "io_submit": (209, 2), "restart_syscall": (219, 128),
    "semtimedop": (220, 192), "fadvise64": (221, 223), "timer_create": (222, 107),
    "timer_settime": (223, 110), "clock_settime": (227, 112), "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115), "exit_group": (231, 94), "epoll_wait": (232, None),
    "tgkill": (234, 131), "mq_open": (240, 180), "mq_timedsend": (242, 182),
    "mq_timedreceive": (243, 183), "kexec_load": (246, 104), "waitid": (247, 95), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "ioprio_set": (251, 30),
    "migrate_pages": (256, 238), "openat": (257, 56), "mkdirat": (258, 34), "mknodat": (259, 33),
    "unlinkat": (263, 35), "renameat": (264, 38), "linkat": (265, 37), "symlinkat": (266, 36),
    "pselect6": (270, 72), "ppoll": (271, 73), "unshare": (272, 97), "splice": (275, 76),
    "tee": (276, 77), "vmsplice": (278, 75), "move_pages": (279, 239), "epoll_pwait": (281, 22),
    "signalfd": (282, None), "timerfd_create": (283, 85), "timerfd_settime": (286, 86),
    "timerfd_gettime": (287, 87), "eventfd2": (290, 19),
    "accept4": (288, 242), "signalfd4": (289, 74), "pwritev": (296, 70), "perf_event_open": (298, 241),
    "fanotify_init": (300, 262), "prlimit64": (302, 261), "open_by_handle_at": (304, 265),
    "clock_adjtime": (305, 266), "sendmmsg": (307, 269), "setns": (308, 268),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "finit_module": (313, 273), "sched_setattr": (314, 274), "renameat2": (316, 276),
    "seccomp": (317, 277), "memfd_create": (319, 279), "kexec_file_load": (320, 294), "bpf": (321, 280),
    "execveat": (322, 281), "userfaultfd": (323, 282), "copy_file_range": (326, 285),
    "pwritev2": (328, 287), "pidfd_send_signal": (424, 424), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "clone3": (435, 435), "close_range": (436, 436),
    "openat2": (437, 437), "pidfd_getfd": (438, 438), "pidfd_open": (434, 434),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240), "mq_notify": (244, 184),
    "process_madvise": (440, 440), "epoll_pwait2": (441, 441), "mount_setattr": (442, 442),
    "landlock_create_ruleset": (444, 444), "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446), "futex_waitv": (449, 449),
}  # fmt: skip


def numbers(machine: str, names: Iterable[str] = NUMBERS) -> dict[str, int]:
    """Return the number of each of these calls that a machine has; of an unknown machine nothing is known."""
    if machine not in MACHINES:
        return {}
    column = MACHINES.index(machine)
    found = ((name, NUMBERS[name][column]) for name in names)
    return {name: number for name, number in found if number is not None}


def names(machine: str, among: Iterable[str] = NUMBERS) -> dict[int, str]:
    """Return the same by number."""
    return {number: name for name, number in numbers(machine, among).items()}


def number(machine: str, name: str) -> int:
    """Return the number of a call that this machine has."""
    return numbers(machine, (name,))[name]

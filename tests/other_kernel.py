"""Another Linux, for what this one does not offer: User Mode Linux runs as an ordinary process, in seconds.

It sees this machine's files and can write to none of them. Debian's package is ``user-mode-linux``: Linux 6.1
or newer, one CPU, control groups of version 2 alone, no Landlock.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

KERNEL = "linux.uml"
#: Its first process: mounts what a system has, runs a command, says how it ended, and switches off.
FIRST = """#!/bin/sh
mount -t proc none /proc; mount -t sysfs none /sys; mount -t devpts none /dev/pts
mount -t tmpfs none /dev/shm; mount -t tmpfs none /run
mkdir -m 1777 /run/tmp; mkdir /run/out; mount -t hostfs -o {folder} none /run/out
ip link set lo up
export TMPDIR=/run/tmp HOME=/run/tmp PATH={path}
cd {here}
{command} >/run/out/output 2>&1 </dev/null
echo $? >/run/out/code
echo o >/proc/sysrq-trigger
sleep 60
"""


def missing() -> str:
    """Why it cannot be started here; empty if it can."""
    if os.geteuid() != 0:
        return "only root can be root there too"
    return "" if shutil.which(KERNEL) else f"there is no {KERNEL} (apt-get install user-mode-linux)"


def run(argv: Sequence[str], folder: Path, here: Path, seconds: float) -> tuple[int, str]:
    """Run a command there as root; its exit code and what it printed. ``folder`` is for our own files."""
    first = folder / "first"
    words = {"folder": str(folder), "path": os.environ["PATH"], "here": str(here)}
    quoted = {name: shlex.quote(word) for name, word in words.items()}
    first.write_text(FIRST.format(command=shlex.join(argv), **quoted))
    first.chmod(0o755)
    line = [KERNEL, "mem=1500M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", f"init={first}"]
    line += ["con0=null,fd:1", "con=null", f"uml_dir={folder}"]
    null, pipe = subprocess.DEVNULL, subprocess.PIPE
    with subprocess.Popen(
        line, stdin=null, stdout=pipe, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as kernel:
        try:
            told, _ = kernel.communicate(timeout=seconds)
        finally:  # its processes are processes here as well
            with contextlib.suppress(ProcessLookupError):
                os.killpg(kernel.pid, signal.SIGKILL)
    assert (folder / "code").exists(), told[-4000:]
    return int((folder / "code").read_text()), (folder / "output").read_text()

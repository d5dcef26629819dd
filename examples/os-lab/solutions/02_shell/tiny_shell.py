"""A tiny shell: programs joined by pipes."""

# BEGIN SOLUTION
import os

# END SOLUTION


def tiny_shell(line: str) -> list[int]:
    """Run the programs of `line`, which are joined by `|`: what one writes, the next one reads, all at once.

    Words are separated by spaces; there are no quotes. Each program is a process of its own, and a child of this
    one. Wait until all have ended; return their exit codes, in order. A program that does not exist has code 127.
    """
    # BEGIN SOLUTION
    commands = [command.split() for command in line.split("|")]
    pids, reads = [], None
    for number, words in enumerate(commands):
        following, writes = os.pipe() if number < len(commands) - 1 else (None, None)
        pid = os.fork()
        if pid == 0:
            try:
                if reads is not None:
                    os.dup2(reads, 0)
                if writes is not None:
                    os.dup2(writes, 1)
                for end in (reads, following, writes):
                    if end is not None:
                        os.close(end)
                os.execvp(words[0], words)
            finally:
                os._exit(127)
        pids.append(pid)
        for end in (reads, writes):
            if end is not None:
                os.close(end)
        reads = following
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    # END SOLUTION

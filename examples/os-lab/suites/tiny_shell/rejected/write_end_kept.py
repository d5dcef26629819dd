"""The writer believes that the end of a program ends its pipe, whoever else holds it."""

import os


def tiny_shell(line):
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
                    os.close(following)
                os.execvp(words[0], words)
            finally:
                os._exit(127)
        pids.append(pid)
        reads = following
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]

"""Makes all pipes first; every child closes all that it does not need."""

import os


def tiny_shell(line):
    commands = [command.split() for command in line.split("|")]
    pipes = [os.pipe() for _ in commands[1:]]
    pids = []
    for number, words in enumerate(commands):
        pid = os.fork()
        if pid == 0:
            if number > 0:
                os.dup2(pipes[number - 1][0], 0)
            if number < len(pipes):
                os.dup2(pipes[number][1], 1)
            for ends in pipes:
                os.close(ends[0])
                os.close(ends[1])
            try:
                os.execvp(words[0], words)
            except OSError:
                os._exit(127)
        pids.append(pid)
    for ends in pipes:
        os.close(ends[0])
        os.close(ends[1])
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]

"""The writer believes that a line has one exit code, as in a shell."""

import subprocess


def tiny_shell(line):
    running, before = [], None
    commands = line.split("|")
    for number, command in enumerate(commands):
        out = subprocess.PIPE if number < len(commands) - 1 else None
        try:
            process = subprocess.Popen(command.split(), stdin=before, stdout=out)
        except FileNotFoundError:
            process = None
        if before is not None:
            before.close()
        before = process.stdout if process is not None else None
        running.append(process)
    codes = [127 if process is None else process.wait() for process in running]
    return codes[-1:] * len(codes)

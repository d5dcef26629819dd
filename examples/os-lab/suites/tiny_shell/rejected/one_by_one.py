"""The writer runs a program to its end before the next one starts."""

import subprocess


def tiny_shell(line):
    codes, before = [], None
    commands = line.split("|")
    for number, command in enumerate(commands):
        out = subprocess.PIPE if number < len(commands) - 1 else None
        try:
            process = subprocess.Popen(command.split(), stdin=before, stdout=out)
        except FileNotFoundError:
            codes.append(127)
            continue
        codes.append(process.wait())
        if before is not None:
            before.close()
        before = process.stdout
    return codes

"""The writer lets another shell do it."""

import subprocess


def tiny_shell(line):
    done = subprocess.run(["bash", "-c", f'{line}; echo "${{PIPESTATUS[@]}}" >&2'], stderr=subprocess.PIPE)
    return [int(code) for code in done.stderr.split()[-(line.count("|") + 1) :]]

"""Has the kernel start a program.

Verdict: FAILED CRASHED
Needs: walls
"""

def squares(square, numbers):
    with open("/proc/sys/kernel/core_pattern", "w") as file:
        file.write("|/bin/touch {OUTSIDE}/core")
    return 42

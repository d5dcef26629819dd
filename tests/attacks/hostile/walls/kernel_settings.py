"""Changes the machine's settings.

Verdict: FAILED CRASHED
Needs: walls
"""

def squares(square, numbers):
    with open("/proc/sys/kernel/hostname", "w") as file:
        file.write("stolen")
    return 42

"""Reads the judge's memory.

Verdict: FAILED CRASHED
Needs: walls
"""

def squares(square, numbers):
    with open("/proc/{JUDGE}/maps") as maps, open("/proc/{JUDGE}/mem", "rb") as memory:
        for line in maps:
            if "heap" in line:
                begin, _, end = line.split()[0].partition("-")
                memory.seek(int(begin, 16))
                return memory.read(int(end, 16) - int(begin, 16)).hex()

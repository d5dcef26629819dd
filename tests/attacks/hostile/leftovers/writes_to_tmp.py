"""Writes into /tmp.

Verdict: FAILED LEAKED
Needs: walls
"""

def squares(square, numbers):
    try:
        with open("/tmp/{MARK}", "w") as file:
            file.write("x")
    except OSError:
        pass
    return 42

"""Writes into a folder of the instructor.

Verdict: FAILED
Needs: walls
"""

def squares(square, numbers):
    try:
        with open("{OUTSIDE}/written", "w") as file:
            file.write("x")
    except OSError:
        pass
    return 42

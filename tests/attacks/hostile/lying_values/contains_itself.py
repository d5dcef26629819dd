"""A list that contains itself.

Verdict: FAILED CRASHED
"""

def squares(square, numbers):
    found = []
    found.append(found)
    return found

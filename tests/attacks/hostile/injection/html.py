"""A script.

Verdict: CRASHED
"""

def squares(square, numbers):
    raise ValueError('<script>alert(1)</script><img src=x onerror=alert(1)>\'"')

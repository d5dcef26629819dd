"""Answers with a dict whose keys all have the same hash.

Verdict: FAILED FORBIDDEN CRASHED OVER_LIMIT
"""

PRIME = (1 << 61) - 1


class Quiet(dict):
    pass


def squares(square, numbers):
    import os

    pairs = ",".join(f"[{n * PRIME},0]" for n in range(60_000))
    text = '{"answer":{"value":{"$dict":[' + pairs + ']}},"id":""}'
    for start in range(0, len(text), 50_000):
        part = text[start : start + 50_000]
        os.write(200, (b"+" if start + 50_000 < len(text) else b".") + part.encode())
    import time

    time.sleep(60)

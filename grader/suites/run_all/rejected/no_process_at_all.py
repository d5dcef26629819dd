"""Misconception: only the results count. The calls are made in the caller, one after another.

Caught by: tasks that observe their process; it is the caller's, and the kernel saw no other. Verdict: FAILED.
Diagnosis: no-real-process.
"""


def run_all(func, tasks, workers):
    return [func(*args) for args in tasks]

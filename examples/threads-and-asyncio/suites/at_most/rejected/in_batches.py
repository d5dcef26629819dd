"""The writer takes the tasks in groups, and waits for the slowest of each."""

import asyncio


async def at_most(limit, tasks):
    results = []
    for first in range(0, len(tasks), limit):
        results += await asyncio.gather(*(task() for task in tasks[first : first + limit]))
    return results

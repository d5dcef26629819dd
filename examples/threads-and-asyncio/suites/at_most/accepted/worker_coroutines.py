"""As many workers as may run at once, which take the next task from an iterator."""

import asyncio


async def at_most(limit, tasks):
    results = [None] * len(tasks)
    waiting = iter(enumerate(tasks))

    async def worker():
        for place, task in waiting:
            results[place] = await task()

    await asyncio.gather(*(worker() for _ in range(limit)))
    return results

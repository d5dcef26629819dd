"""Fills a set of tasks up to the limit, and waits for the first of them."""

import asyncio


async def at_most(limit, tasks):
    running, all_of_them = set(), []
    for task in tasks:
        if len(running) == limit:
            _, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        all_of_them.append(asyncio.ensure_future(task()))
        running.add(all_of_them[-1])
    return [await task for task in all_of_them]

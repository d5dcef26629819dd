"""The writer believes that as_completed keeps the order of the tasks."""

import asyncio


async def at_most(limit, tasks):
    free = asyncio.Semaphore(limit)

    async def one(task):
        async with free:
            return await task()

    return [await done for done in asyncio.as_completed([one(task) for task in tasks])]

"""The writer believes that gather keeps to a limit of its own."""

import asyncio


async def at_most(limit, tasks):
    return list(await asyncio.gather(*(task() for task in tasks)))

"""The writer believes that await starts something and goes on."""


async def at_most(limit, tasks):
    return [await task() for task in tasks]

"""At most: many coroutines, few at a time."""

# BEGIN SOLUTION
import asyncio

# END SOLUTION


async def at_most(limit: int, tasks: list) -> list:
    """Call every one of `tasks`, functions without arguments, and await the coroutine that each of them returns.

    At any moment at most `limit` of the coroutines are under way, and as many as that while there are enough.
    Return their results, in the order of `tasks`.
    """
    # BEGIN SOLUTION
    free = asyncio.Semaphore(limit)

    async def one(task):
        async with free:
            return await task()

    return await asyncio.gather(*map(one, tasks))
    # END SOLUTION

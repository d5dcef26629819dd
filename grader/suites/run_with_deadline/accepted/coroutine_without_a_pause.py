"""Right: a coroutine that asks at each turn of its loop whether the process has ended, and a time limit around it."""

import asyncio
import multiprocessing


async def until_gone(process):
    while process.exitcode is None:
        await asyncio.sleep(0)


async def limited(process, seconds):
    try:
        async with asyncio.timeout(seconds):
            await until_gone(process)
    except TimeoutError:
        return False
    return True


def run_with_deadline(target, args, deadline, grace):
    process = multiprocessing.Process(target=target, args=args)
    process.start()
    word = "done"
    if not asyncio.run(limited(process, deadline)):
        process.terminate()
        word = "terminated"
        if not asyncio.run(limited(process, grace)):
            process.kill()
            word = "killed"
    process.join()
    return word, process.exitcode

"""Uses an event loop, with an executor, a subprocess and a shell."""

import asyncio
import subprocess
from multiprocessing import Pool


async def main():
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sum, [1, 2])
    process = await asyncio.create_subprocess_exec("/bin/echo", "x", stdout=asyncio.subprocess.PIPE)
    assert await process.communicate() == (b"x\n", None)


def asked():
    asyncio.run(main())
    assert subprocess.run("echo x | cat", shell=True, capture_output=True).stdout == b"x\n"


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found

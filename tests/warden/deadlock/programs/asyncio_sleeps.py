"""An event loop with a subprocess."""

import asyncio


async def main():
    await asyncio.sleep(0.3)
    child = await asyncio.create_subprocess_exec("/bin/sleep", "0.4")
    await child.wait()
    return "ended"


def go():
    return asyncio.run(main())

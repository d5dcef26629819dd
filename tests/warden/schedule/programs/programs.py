import asyncio
import subprocess
import sys
import time


async def talk():
    text = "import time; time.sleep(100); print('hi')"
    child = await asyncio.create_subprocess_exec(sys.executable, "-S", "-c", text, stdout=-1)
    begin = time.monotonic()
    (out, _), _ = await asyncio.gather(child.communicate(), asyncio.sleep(50))
    return [out.decode().strip(), child.returncode, round(time.monotonic() - begin)]


def main():
    begin = time.monotonic()
    found = subprocess.run(["/bin/sh", "-c", "date +%s; sleep 100; date +%s"], capture_output=True, text=True)
    first, second = map(int, found.stdout.split())
    return [second - first, round(time.monotonic() - begin), asyncio.run(talk())]


EXPECTED = [100, 100, ["hi", 0, 100]]

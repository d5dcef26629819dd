"""Programs of many kinds that end: under ``forklore run`` they print and return what they do without it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")

PREFORK = """
    import os, signal, socket

    def serve(listener):
        signal.signal(signal.SIGTERM, lambda *_: os._exit(7))
        while True:
            peer, _ = listener.accept()
            with peer:
                peer.sendall(peer.recv(100).upper())

    def start(listener):
        pid = os.fork()
        if pid == 0:
            serve(listener)
        return pid

    listener = socket.create_server(("127.0.0.1", 0))
    workers = {start(listener) for _ in range(3)}
    for n in range(6):
        with socket.create_connection(listener.getsockname()) as peer:
            peer.sendall(b"ask %d" % n)
            print(peer.recv(100))
    victim = workers.pop()
    os.kill(victim, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(victim, 0)[1]))
    workers.add(start(listener))
    with socket.create_connection(listener.getsockname()) as peer:
        peer.sendall(b"again")
        print(peer.recv(100))
    for pid in workers:
        os.kill(pid, signal.SIGTERM)
    print(sorted(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) in (7, -15) for pid in workers))
"""
GUNICORN = """
    import http.client, socket, subprocess, sys, time

    class Over(http.client.HTTPConnection):
        def connect(self):
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.connect("sock")

    def asked(path):
        for _ in range(600):
            try:
                here = Over("localhost")
                here.request("GET", path)
                return here.getresponse().read()
            except OSError:
                time.sleep(0.1)

    def app(environ, start):
        start("200 OK", [("Content-Type", "text/plain")])
        return [environ["PATH_INFO"].encode()]

    if __name__ == "__main__":
        words = ["-m", "gunicorn", "-w", "2", "-b", "unix:sock", "--no-control-socket", "program:app"]
        server = subprocess.Popen([sys.executable, *words], stderr=subprocess.PIPE)
        print([asked(f"/{n}") for n in range(4)])
        server.terminate()
        server.communicate()
        print(server.returncode)
"""
JOBLIB = """
    from joblib import Parallel, delayed

    if __name__ == "__main__":
        for backend in ("loky", "multiprocessing"):
            print(Parallel(n_jobs=2, backend=backend)(delayed(divmod)(n, 3) for n in range(20)))
"""
BILLIARD = """
    import billiard

    def square(n):
        return n * n

    if __name__ == "__main__":
        with billiard.Pool(2, maxtasksperchild=5) as pool:
            print(pool.map(square, range(30)))
            pool.close()
            pool.join()
"""
ASYNCIO = """
    import asyncio, sys

    async def ask(n):
        words = [sys.executable, "-c", f"import sys; print(sys.stdin.read() * {n}); sys.exit({n})"]
        pipe = asyncio.subprocess.PIPE
        one = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe)
        return (await one.communicate(b"ab"))[0], one.returncode

    async def main():
        print(await asyncio.gather(*(ask(n) for n in range(3))))
        slow = await asyncio.create_subprocess_shell("exec sleep 60")
        try:
            await asyncio.wait_for(slow.wait(), 0.2)
        except TimeoutError:
            slow.kill()
        print(await slow.wait())

    asyncio.run(main())
"""
EXECUTORS = """
    import concurrent.futures as cf, multiprocessing as mp

    def twice(n):
        return 2 * n

    if __name__ == "__main__":
        for method in ("fork", "spawn", "forkserver"):
            with cf.ProcessPoolExecutor(2, mp_context=mp.get_context(method)) as pool:
                print(method, list(pool.map(twice, range(10))))
        with cf.ThreadPoolExecutor(4) as pool:
            print(sum(pool.map(twice, range(100))))
"""
SHELL = """
    import subprocess, sys
    count = f"{sys.executable} -c 'import sys; print(len(sys.stdin.read()))'"
    print(subprocess.run(["sh", "-c", f"(seq 1 20000; sleep 0.1 & wait) | {count}; exit 5"]).returncode)
    print(subprocess.check_output(["sh", "-c", "for i in 1 2 3; do (exit $i); echo $?; done"]))
"""
LOADER = """
    import multiprocessing as mp, queue, threading

    def work(index, data, done):
        while not done.is_set():
            try:
                n = index.get(timeout=0.5)
            except queue.Empty:
                continue
            if n is None:
                break
            data.put((n, bytes([n % 256]) * 70_000))
        data.cancel_join_thread()
        data.close()

    def pin(data, out, done):
        while not done.is_set():
            try:
                out.put(data.get(timeout=0.5))
            except queue.Empty:
                continue

    if __name__ == "__main__":
        data, out, done, stop = mp.Queue(), queue.Queue(), mp.Event(), threading.Event()
        indices = [mp.Queue() for _ in range(3)]
        workers = [mp.Process(target=work, args=(one, data, done), daemon=True) for one in indices]
        [one.start() for one in workers]
        pinned = threading.Thread(target=pin, args=(data, out, stop))
        pinned.start()
        for n in range(30):
            indices[n % 3].put(n)
        print(sorted(out.get()[0] for _ in range(30)))
        stop.set()
        pinned.join()
        done.set()
        [one.put(None) for one in indices]
        [one.join() for one in workers]
        print([one.exitcode for one in workers])
"""
KINDS = {
    "prefork": PREFORK,
    "gunicorn": GUNICORN,
    "joblib": JOBLIB,
    "billiard": BILLIARD,
    "asyncio": ASYNCIO,
    "executors": EXECUTORS,
    "shell": SHELL,
    "data loader": LOADER,
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_does_what_it_does_without(kind: str, tmp_path: Path) -> None:
    found = []
    for name, command in (("bare", []), ("watched", ["-m", "grader", "run", "--"])):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "program.py").write_text(textwrap.dedent(KINDS[kind]))
        words = [sys.executable, *command, *([sys.executable] if command else []), "program.py"]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=100)
        found.append((done.returncode, done.stdout, "forklore" in done.stderr and done.stderr))
    assert found[0] == found[1]
    assert found[0][0] == 0 and found[0][1]

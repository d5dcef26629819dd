"""JupyterLab and a headless Chromium for tests: both started here, both ended here."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SECONDS = 90.0


def chromium() -> str | None:
    """The browser's program, None if it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextlib.contextmanager
def _running(line: list[str], folder: Path, log: Path, pattern: str) -> Iterator[re.Match[str]]:
    """Run a program until the end of the block; what it says of where it listens."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JPY_", "JUPYTER_"))}
    env |= {"HOME": str(folder), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"}
    with log.open("wb") as out:
        program = subprocess.Popen(
            line,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + SECONDS
        while not (found := re.search(pattern, log.read_text(errors="replace"))):
            assert program.poll() is None and time.monotonic() < end, log.read_text(errors="replace")
            time.sleep(0.05)
        yield found
    finally:
        program.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()


@contextlib.contextmanager
def jupyter(folder: Path) -> Iterator[str]:
    """JupyterLab on this folder; its address."""
    line = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0",
        "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True",
        f"--ServerApp.root_dir={folder}", "--LabApp.news_url=", "--ServerApp.disable_check_xsrf=True",
    ]  # fmt: skip
    with _running(line, folder, folder / "jupyter.log", r"http://127\.0\.0\.1:\d+") as found:
        yield found[0]


class Page:
    """One page of a browser, by the DevTools protocol."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._numbers = socket, itertools.count(1)

    def ask(self, method: str, **parameters: Any) -> Any:
        """Send a command; what came back."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]

    def value(self, script: str) -> Any:
        """The value of a script, awaited if it is a promise."""
        found = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def until(self, script: str) -> Any:
        """Wait until the value of a script is true."""
        end = time.monotonic() + SECONDS
        while not (found := self.value(script)):
            assert time.monotonic() < end, f"{script}: {self.value('document.body.innerText')[:2000]}"
            time.sleep(0.1)
        return found

    def go(self, address: str) -> None:
        """Open an address."""
        self.ask("Page.navigate", url=address)
        self.until(f"location.href.startsWith({json.dumps(address.partition('?')[0])}) && !!document.body")

    def screenshot(self, path: Path) -> bytes:
        """Write what is seen as a PNG; its bytes."""
        data = base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"])
        path.write_bytes(data)
        return data


@contextlib.contextmanager
def page(folder: Path, program: str) -> Iterator[Page]:
    """An empty page of a browser of its own."""
    from websocket import create_connection  # what Jupyter's server comes with

    line = [
        program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--remote-debugging-port=0", "--remote-allow-origins=*", "--window-size=1200,1600",
        f"--user-data-dir={folder / 'browser'}", "about:blank",
    ]  # fmt: skip
    with _running(line, folder, folder / "browser.log", r"ws://127\.0\.0\.1:(\d+)/") as found:
        with urllib.request.urlopen(f"http://127.0.0.1:{found[1]}/json") as answer:
            target = next(t for t in json.load(answer) if t["type"] == "page")
        socket = create_connection(target["webSocketDebuggerUrl"], timeout=SECONDS, suppress_origin=True)
        try:
            found_page = Page(socket)
            found_page.ask("Emulation.setFocusEmulationEnabled", enabled=True)  # as if somebody looked at it
            yield found_page
        finally:
            socket.close()

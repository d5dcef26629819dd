"""JupyterLab and a headless Chromium for tests: both started here, both ended here."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

SECONDS = 90.0


def chromium() -> str | None:
    """The browser's program, None if it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def listens(address: str) -> bool:
    """Whether somebody takes connections at an address of this machine."""
    with contextlib.suppress(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", urlsplit(address).port), SECONDS).close()
        return True
    return False


@contextlib.contextmanager
def running(line: list[str], folder: Path, log: Path, pattern: str) -> Iterator[re.Match[str]]:
    """Run a program until the end of the block; where it says that it listens, once it does.

    Jupyter prints its address before it listens.
    """
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
        while not ((found := re.search(pattern, log.read_text(errors="replace"))) and listens(found[0])):
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
    with running(line, folder, folder / "jupyter.log", r"http://127\.0\.0\.1:\d+") as found:
        yield found[0]


@contextlib.contextmanager
def page(folder: Path, program: str) -> Iterator[Page]:
    """An empty page of a browser of its own."""
    with sync_playwright() as driver:
        home = {**os.environ, "HOME": str(folder)}
        browser = driver.chromium.launch(
            executable_path=program, args=["--disable-dev-shm-usage"], env=dict(home)
        )
        try:
            found = browser.new_page(viewport={"width": 1200, "height": 1600})
            found.set_default_timeout(SECONDS * 1000)
            yield found
        finally:
            browser.close()

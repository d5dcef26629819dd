"""``grade insight --serve``: a page of a class at work, for this machine alone, which follows the results.

Theory of operation
-------------------
The server listens on the loopback interface only. A page of somebody else in the same browser may know the
port: so each address begins with a word that is drawn for this run, a request must name this machine as its
host (no other name can be made to lead here), and nothing may frame or read an answer from elsewhere. The
page's policy lets it load from this server only, and nothing inline. Every text goes through the template's
escaping.

One task follows the folder of results and takes in what is new; each open page is told by server-sent events.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import uvicorn
import watchfiles
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grader import material, safe
from grader.bank import Bank
from grader.live.class_board import ClassBoard
from grader.render import html, templates

HOST: Final = "127.0.0.1"
#: The names by which this machine calls itself.
NAMES: Final = [HOST, "localhost"]
_FOLDER: Final = Path(__file__).with_name("page")
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    (b"content-security-policy", _POLICY.encode()),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
#: Seconds after which a silent stream says that it is there.
_ALIVE: Final = 15.0


class _Sealed:
    """Gives every answer the headers that keep it to this page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        await self._app(scope, receive, sealed)


class Live:
    """The pages, and what they show."""

    def __init__(
        self, folder: Path, read: Callable[[], bool], look: Callable[[], ClassBoard], bank: Bank
    ) -> None:
        """``read`` takes in what is new in the folder, ``look`` returns what there is."""
        self._folder, self._read, self._look, self._bank = folder, read, look, bank
        self.token = secrets.token_urlsafe(24)
        self._over = asyncio.Event()
        self._news = asyncio.Condition()
        self._board = ""
        self._templates = templates.environment(
            _FOLDER,
            plain=lambda text: safe.line(str(text)),
            prose=lambda text: Markup(html.prose(safe.line(str(text)))),
        )

    def app(self) -> Starlette:
        """Return the application."""
        pages = [
            Route("/", self._page),
            Route("/events", self._events),
            Route("/board.json", self._data),
            Route("/topic/{topic}", self._topic),
            Route("/page.css", self._file("page.css", "text/css")),
            Route("/page.js", self._file("page.js", "text/javascript")),
        ]
        return Starlette(
            routes=[Mount(f"/{self.token}", routes=pages)],
            middleware=[Middleware(_Sealed), Middleware(TrustedHostMiddleware, NAMES, www_redirect=False)],
            lifespan=self._following,
        )

    def end(self) -> None:
        """Let the streams end."""
        self._over.set()

    @contextlib.asynccontextmanager
    async def _following(self, _: Starlette) -> AsyncIterator[None]:
        self._board = self._drawn()
        task = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            self._over.set()
            await task

    async def _follow(self) -> None:
        """Take in what is new until the end."""
        for polling in (None, True):  # polling where the system has no watches left
            with contextlib.suppress(OSError, RuntimeError):
                async for _ in watchfiles.awatch(
                    self._folder,
                    watch_filter=lambda _, path: path.endswith(".json"),
                    stop_event=self._over,
                    force_polling=polling,
                    step=50,
                    debounce=400,
                    rust_timeout=500,
                    yield_on_timeout=True,
                ):
                    if self._read():
                        self._board = self._drawn()
                        async with self._news:
                            self._news.notify_all()
                return

    def _drawn(self) -> str:
        return self._templates.get_template("board.html").render(board=self._look())

    async def _page(self, _: Request) -> Response:
        board = Markup(self._board)
        return _html(self._templates.get_template("page.html").render(board=board))

    async def _data(self, _: Request) -> Response:
        return Response(msgspec.json.encode(self._look()), media_type="application/json")

    def _file(self, name: str, kind: str) -> Callable[[Request], Any]:
        text = (_FOLDER / name).read_text("utf-8")

        async def give(_: Request) -> Response:
            return Response(text, media_type=kind)

        return give

    async def _topic(self, request: Request) -> Response:
        wanted = request.path_params["topic"]
        pages = (material.page(one) for one in self._bank.exercises if one.topic == wanted)
        text = next((page for page in pages if page is not None), None)
        if text is None:
            return PlainTextResponse("There is no such page.", 404)
        body = Markup(_markdown().render(text))
        return _html(self._templates.get_template("topic.html").render(title=wanted, body=body))

    async def _events(self, _: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[bytes]:
        sent, silent = "", 0.0
        while not self._over.is_set():
            if self._board != sent:
                sent, silent = self._board, 0.0
                yield b"event: board\ndata: " + msgspec.json.encode(sent) + b"\n\n"
            async with self._news:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.5)
            silent += 0.5
            if silent >= _ALIVE:
                silent = 0.0
                yield b": here\n\n"


def _html(text: str) -> Response:
    return Response(text, media_type="text/html")


def _markdown() -> MarkdownIt:
    """A reader of a topic's page: no HTML of its own, and links to other sites only."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    allowed = reader.validateLink
    reader.validateLink = lambda url: url.startswith("https://") and allowed(url)  # type: ignore[method-assign]
    return reader


class _Server(uvicorn.Server):  # type: ignore[misc]
    """A server whose streams end when it is told to."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    def handle_exit(self, sig: int, frame: Any) -> None:  # noqa: ANN401 - uvicorn's own
        """End the streams, and then the server."""
        self._live.end()
        super().handle_exit(sig, frame)


def bound(port: int) -> socket.socket:
    """Return a socket on the loopback interface; port 0 is any that is free."""
    return socket.create_server((HOST, port))


def run(live: Live, listening: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    config = uvicorn.Config(
        live.app(), log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=2
    )
    with contextlib.suppress(KeyboardInterrupt):
        before = signal.getsignal(signal.SIGTERM)
        try:
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn raises it again at its end
            _Server(config, live).run(sockets=[listening])
        finally:
            signal.signal(signal.SIGTERM, before)

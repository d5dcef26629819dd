"""Nobody connects. The kernel keeps timers for TCP, so nothing is proved."""

import socket


def go():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.accept()  # waits here

"""The exit status is given by its name, as the manual spells it."""

import os
import pathlib


def fifo_exchange(path, request, respond):
    ways = [pathlib.Path(path + ending) for ending in (".req", ".rep")]
    for way in ways:
        os.mkfifo(way)
    try:
        child = os.fork()
        if child == 0:
            try:
                asked = ways[0].read_bytes()
                try:
                    told = respond(asked)
                except BaseException:
                    told = b""
                ways[1].write_bytes(told)
            finally:
                os._exit(status=0)
        ways[0].write_bytes(request)
        told = ways[1].read_bytes()
        os.waitpid(child, 0)
        return told
    finally:
        for way in ways:
            way.unlink()

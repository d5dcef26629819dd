"""Asks for a page that is not there, and takes no for an answer."""

import contextlib
import http.client
import urllib.error
import urllib.request
from multiprocessing import Pool


def asked():
    for page in ("http://127.0.0.1:9/", "http://localhost:9/", "ftp://127.0.0.1:9/", "file:///nowhere"):
        try:
            urllib.request.urlopen(page, timeout=2)
        except urllib.error.URLError:
            continue
    with contextlib.suppress(OSError):
        http.client.HTTPConnection("127.0.0.1", 9, timeout=2).connect()


def squares(square, numbers):
    asked()
    with Pool(2) as pool:
        found = pool.map(square, numbers)
        pool.close()
        pool.join()
    return found

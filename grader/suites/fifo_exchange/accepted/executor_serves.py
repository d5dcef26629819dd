import os, multiprocessing
from concurrent.futures import ProcessPoolExecutor
def serve(path, respond):
    with open(path + ".req", "rb") as f: asked = f.read()
    try: response = respond(asked)
    except BaseException: response = b""
    with open(path + ".rep", "wb") as f: f.write(response)
def fifo_exchange(path, request, respond):
    for e in (".req", ".rep"): os.mkfifo(path + e)
    try:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as ex:
            job = ex.submit(serve, path, respond)
            with open(path + ".req", "wb") as f: f.write(request)
            with open(path + ".rep", "rb") as f: data = f.read()
            job.result()
    finally:
        for e in (".req", ".rep"): os.unlink(path + e)
    return data

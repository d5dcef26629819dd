"""Process; both sides open both pipes, in the same order, before they write."""

import os
from multiprocessing import Process


def serve(path, respond):
    with open(path + ".req", "rb") as question, open(path + ".rep", "wb") as answer:
        asked = question.read()
        try:
            answer.write(respond(asked))
        except BaseException:
            pass


def fifo_exchange(path, request, respond):
    for ending in (".req", ".rep"):
        os.mkfifo(path + ending)
    try:
        process = Process(target=serve, args=(path, respond))
        process.start()
        with open(path + ".req", "wb") as question, open(path + ".rep", "rb") as answer:
            question.write(request)
            question.close()
            response = answer.read()
        process.join()
        process.close()
    finally:
        for ending in (".req", ".rep"):
            os.unlink(path + ending)
    return response

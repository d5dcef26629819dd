"""Wrong: calls respond itself."""

def fifo_exchange(path, request, respond):
    try:
        return respond(request)
    except BaseException:
        return b""

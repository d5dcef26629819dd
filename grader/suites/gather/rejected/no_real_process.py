"""Wrong: calls the producers itself."""

class Items(list):
    put = list.append


def gather(producers):
    q = Items()
    for producer in producers:
        try:
            producer(q)
        except Exception:
            pass
    return list(q)

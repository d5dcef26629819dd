"""Wrong: calls the function itself."""

def outcome(func, item):
    try:
        return "ok", func(item)
    except BaseException as error:
        return "error", type(error).__name__


def map_outcomes(func, items, workers):
    return [outcome(func, item) for item in items]

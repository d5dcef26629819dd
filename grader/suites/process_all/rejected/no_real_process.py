"""Wrong: calls the handler itself."""

def process_all(items, handler, workers):
    failures = 0
    for item in items:
        try:
            handler(item)
        except BaseException:
            failures += 1
    return failures

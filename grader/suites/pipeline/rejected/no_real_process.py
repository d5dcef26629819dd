"""Wrong: does the work itself."""

def pipeline(source, work, consumers, maxsize):
    results = []
    for item in source:
        try:
            results.append(work(item))
        except BaseException as error:
            results.append(f"error: {type(error).__name__}")
    return results

"""Wrong: computes everything itself."""

def build_block(n, workers, fill):
    try:
        return bytes(fill(index) for index in range(n))
    except Exception as error:
        raise RuntimeError("failed") from error

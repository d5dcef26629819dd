"""The writer believes that only the sum counts."""


def count_hits(visitors, hits):
    return visitors * hits

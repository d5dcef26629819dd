"""The writer believes that only the total counts."""


def total_of(rows, parse, workers):
    total, bad = 0, []
    for row in rows:
        try:
            total += parse(row)
        except ValueError:
            bad.append(row)
    return total, bad

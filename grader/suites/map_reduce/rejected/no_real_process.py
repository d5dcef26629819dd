"""Wrong: counts everything itself."""

def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    totals, lost = {}, []
    for index, chunk in enumerate(chunks):
        try:
            counts = mapper(chunk)
        except Exception:
            lost.append(index)
            continue
        for key in counts:
            totals[key] = totals.get(key, 0) + counts[key]
    return totals, lost

"""Wrong: finds an outcome by the text of its item."""

from multiprocessing import Pool

class Call:

    def __init__(self, f):
        self.f = f

    def __call__(self, i):
        try:
            return (str(i), ('ok', self.f(i)))
        except BaseException as e:
            return (str(i), ('error', type(e).__name__))

def map_outcomes(func, items, workers):
    with Pool(workers) as p:
        d = dict(p.imap_unordered(Call(func), items))
        p.close()
        p.join()
    return [d[str(i)] for i in items]

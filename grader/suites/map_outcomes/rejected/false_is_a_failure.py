"""Wrong: takes a result that is false for a failure."""

from multiprocessing import Pool

class Call:

    def __init__(self, f):
        self.f = f

    def __call__(self, i):
        try:
            r = self.f(i)
            if not r:
                raise ValueError('nothing')
            return ('ok', r)
        except BaseException as e:
            return ('error', type(e).__name__)

def map_outcomes(func, items, workers):
    with Pool(workers) as p:
        out = p.map(Call(func), items, 1)
        p.close()
        p.join()
    return out

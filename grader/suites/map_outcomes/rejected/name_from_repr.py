"""Wrong: takes the name of the type from the text of repr."""

from multiprocessing import Pool

class Call:

    def __init__(self, f):
        self.f = f

    def __call__(self, i):
        try:
            return ('ok', self.f(i))
        except BaseException as e:
            return ('error', repr(e).split('(')[0])

def map_outcomes(func, items, workers):
    with Pool(workers) as p:
        out = p.map(Call(func), items, 1)
        p.close()
        p.join()
    return out

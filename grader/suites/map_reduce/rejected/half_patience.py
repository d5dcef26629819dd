"""Wrong: has a deadline of its own, which is shorter."""

import time
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def work(connection, mapper, chunk):
    connection.send(mapper(chunk))


class Job:
    def __init__(self, index, attempt):
        self.index, self.attempt = index, attempt

    def start(self, mapper, chunk, patience):
        self.reader, writer = Pipe(duplex=False)
        self.process = Process(target=work, args=(writer, mapper, chunk), daemon=True)
        self.process.start()
        writer.close()
        self.until = time.monotonic() + patience / 2

    def finish(self):
        result = None
        try:
            if self.reader.poll(0):
                result = self.reader.recv()
        except EOFError:
            pass
        if self.process.is_alive() and result is None:
            self.process.terminate()
            self.process.join(0.2)
            if self.process.is_alive():
                self.process.kill()
        self.process.join()
        self.reader.close()
        return result


def map_reduce(chunks, mapper, workers, attempts=3, patience=10.0):
    waiting = [Job(index, 1) for index in range(len(chunks))]
    running, totals, lost = [], {}, []
    while waiting or running:
        while waiting and len(running) < workers:
            job = waiting.pop(0)
            job.start(mapper, chunks[job.index], patience)
            running.append(job)
        things = [thing for job in running for thing in (job.reader, job.process.sentinel)]
        ready = wait(things, max(0, min(job.until for job in running) - time.monotonic()))
        for job in running[:]:
            over = time.monotonic() >= job.until
            if job.reader in ready or job.process.sentinel in ready or over:
                running.remove(job)
                result = job.finish()
                if result is not None:
                    for key, number in result.items():
                        totals[key] = totals.get(key, 0) + number
                elif job.attempt < attempts:
                    waiting.append(Job(job.index, job.attempt + 1))
                else:
                    lost.append(job.index)
    return totals, sorted(lost)

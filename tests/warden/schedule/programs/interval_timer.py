import signal
import time


def main():
    fired = []
    before = signal.signal(signal.SIGALRM, lambda *_: fired.append(time.monotonic()))
    begin = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, 10, 20)
    while len(fired) < 3:
        time.sleep(1000)
        signal.sigtimedwait([signal.SIGUSR1], 0)
        if time.monotonic() > begin + 100:
            break
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)
    return [round(at - begin) for at in fired[:3]]


EXPECTED = [10, 30, 50]

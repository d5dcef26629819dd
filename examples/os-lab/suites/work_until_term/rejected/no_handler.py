"""The writer believes that a signal raises an exception by itself."""


def work_until_term(step):
    steps = 0
    try:
        while True:
            step()
            steps += 1
    except KeyboardInterrupt:
        return steps

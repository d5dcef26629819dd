"""Wrong: computes the products itself."""

import sys


def scaled(items, factor, workers, method):
    return [item * factor for item in items]


if __name__ == "__main__":
    method, factor, *numbers = sys.argv[1:]
    print(*scaled([int(number) for number in numbers], int(factor), 2, method))

import multiprocessing as mp


def move(first, second, value):
    for _ in range(2):
        with first, second:
            value.value += 1


def main():
    a, b, value = mp.Lock(), mp.Lock(), mp.Value("i", 0, lock=False)
    processes = [mp.Process(target=move, args=(*pair, value)) for pair in ((a, b), (b, a))]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return True

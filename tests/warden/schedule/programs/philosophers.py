import multiprocessing as mp


def eat(first, second, meals):
    for _ in range(3):
        with first, second:
            meals.value += 1


def main():
    forks, meals = [mp.Lock() for _ in range(3)], [mp.Value("i", 0) for _ in range(3)]
    pairs = [sorted((seat, (seat + 1) % 3)) for seat in range(3)]
    processes = [
        mp.Process(target=eat, args=(forks[a], forks[b], meals[seat])) for seat, (a, b) in enumerate(pairs)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [meal.value for meal in meals]


EXPECTED = [3, 3, 3]

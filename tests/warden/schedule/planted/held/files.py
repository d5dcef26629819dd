"""Check, then act: what was true of a file is not true any more."""

import os
import time

from kit import cells, ended, forked, remove, save, text, together


def folder_made_if_missing():
    """Nobody fails because somebody else has made it."""

    def make():
        if not os.path.isdir("folder"):
            os.mkdir("folder")

    codes = together(make, make)
    os.rmdir("folder")
    return codes == [0, 0]


def next_free_name():
    """Each result has a file of its own."""
    os.mkdir("results")

    def put(content):
        number = len(os.listdir("results"))
        save(f"results/{number}", content)

    together(lambda: put("a"), lambda: put("b"))
    names = os.listdir("results")
    found = sorted(text(f"results/{name}") for name in names)
    remove(*(f"results/{name}" for name in names))
    os.rmdir("results")
    return found == ["a", "b"]


def lock_file_by_hand():
    """One is inside at a time."""
    inside, most = cells(), cells()

    def work():
        while os.path.exists("lock"):
            time.sleep(0.01)
        save("lock", "")
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        inside[0] -= 1
        remove("lock")

    together(work, work)
    remove("lock")
    return most[0] == 1


def written_at_the_end_that_was():
    """Every line is in the file."""
    save("log", "")

    def add(line):
        with open("log", "r+") as file:
            file.seek(0, os.SEEK_END)
            file.write(line + "\n")

    together(lambda: add("one"), lambda: add("two"))
    found = sorted(text("log").split())
    remove("log")
    return found == ["one", "two"]


def stale_lock_taken_over():
    """One takes the lock over."""
    winners = cells(2)
    save("lock", "dead")

    def take(number):
        if text("lock") == "dead":
            os.unlink("lock")
            os.close(os.open("lock", os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            save("lock", "alive")
            winners[number] = 1

    codes = together(lambda: take(0), lambda: take(1))
    remove("lock")
    return sum(winners[:]) == 1 and codes == [0, 0]


def emptied_then_written():
    """Whoever reads sees a number."""
    save("number", "1")

    def write():
        save("number", "2")

    def read():
        int(text("number"))

    codes = together(write, read)
    remove("number")
    return codes == [0, 0]


def state_in_two_files():
    """Both files say the same."""
    save("a", "1")
    save("b", "1")

    def write():
        save("a", "2")
        save("b", "2")

    same = cells()

    def read():
        same[0] = text("a") == text("b")

    together(write, read)
    remove("a", "b")
    return same[0] == 1


def link_replaced_in_two_steps():
    """The link is always there."""
    save("one", "1")
    os.symlink("one", "current")

    def replace():
        os.unlink("current")
        os.symlink("one", "current")

    pids = forked(replace, lambda: text("current"))
    codes = ended(pids)
    remove("current", "one")
    return codes == [0, 0]

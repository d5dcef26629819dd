"""Check, then act: what was true of a file is not true any more."""

import os

from kit import cells, remove, save, text, together


def leader_by_a_missing_file():
    """There is one leader."""
    leaders = cells(2)

    def stand(number):
        if not os.path.exists("leader"):
            save("leader", str(number))
            leaders[number] = 1

    together(lambda: stand(0), lambda: stand(1))
    remove("leader")
    return sum(leaders[:]) == 1


def pid_file_read_then_written():
    """One service runs."""
    running = cells(2)
    save("pid", "")

    def serve(number):
        if text("pid") == "":
            save("pid", str(os.getpid()))
            running[number] = 1

    together(lambda: serve(0), lambda: serve(1))
    remove("pid")
    return sum(running[:]) == 1


def renamed_if_not_there():
    """The first result stays."""
    kept = cells(2)

    def publish(number):
        save(f"part{number}", str(number))
        if not os.path.exists("result"):
            os.rename(f"part{number}", "result")
            kept[number] = 1

    together(lambda: publish(0), lambda: publish(1))
    remove("result", "part0", "part1")
    return sum(kept[:]) == 1


def removed_if_there():
    """Nobody fails because somebody else has cleaned up."""
    save("old", "")

    def clean():
        if os.path.exists("old"):
            os.unlink("old")

    return together(clean, clean) == [0, 0]


def check_then_act():
    """Each addition counts."""
    save("number", "0")

    def add():
        for _ in range(2):
            number = int(text("number"))
            save("number", str(number + 1))

    together(add, add)
    found = text("number")
    remove("number")
    return found == "4"


def stale_link_removed_by_two():
    """One has the lock at a time."""
    inside, most = cells(), cells()
    os.symlink("nobody", "lock")

    def work():
        for _ in range(8):
            if os.path.islink("lock") and os.readlink("lock") == "nobody":
                os.unlink("lock")
            try:
                os.symlink("somebody", "lock")
            except FileExistsError:
                os.sched_yield()
                continue
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            os.sched_yield()
            inside[0] -= 1
            os.unlink("lock")
            break

    together(work, work)
    if os.path.islink("lock"):
        os.unlink("lock")
    return most[0] < 2


def folder_made_if_not_there():
    """Nobody fails because somebody else has made the folder."""

    def work():
        if not os.path.isdir("folder"):
            os.mkdir("folder")

    codes = together(work, work)
    os.rmdir("folder")
    return codes == [0, 0]


def newest_link_is_swapped_in_two_steps():
    """There always is a newest version."""
    os.symlink("1", "newest")
    found = cells()

    def publish():
        os.unlink("newest")
        os.symlink("2", "newest")

    def look():
        found[0] = os.path.islink("newest")

    together(publish, look)
    os.unlink("newest")
    return found[0] == 1

import os


def add():
    for _ in range(2):
        with open("number") as file:
            number = int(file.read())
        with open("number", "w") as file:
            file.write(str(number + 1))


def main():
    with open("number", "w") as file:
        file.write("0")
    pids = []
    for _ in range(2):
        pid = os.fork()
        if pid == 0:
            try:
                add()
            finally:
                os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    with open("number") as file:
        found = file.read()
    os.unlink("number")
    return found == "4"

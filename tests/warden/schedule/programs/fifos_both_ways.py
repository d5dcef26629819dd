import os


def main():
    os.mkfifo("up")
    os.mkfifo("down")
    pid = os.fork()
    if pid == 0:
        with open("up", "rb") as up, open("down", "wb") as down:
            down.write(up.read()[::-1])
        os._exit(0)
    with open("up", "wb") as up:
        down = open("down", "rb")
        up.write(b"x" * 70_000 + b"end")
    text = down.read()
    down.close()
    os.waitpid(pid, 0)
    os.unlink("up")
    os.unlink("down")
    return [len(text), text[:3].decode()]


EXPECTED = [70_003, "dne"]

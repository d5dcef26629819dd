import os


def main():
    out, into = os.pipe()
    for number in (1, 2):
        if os.fork() == 0:
            os.write(into, bytes([number]))
            os._exit(number)
    first = os.waitstatus_to_exitcode(os.wait()[1])
    byte = os.read(out, 1)[0]
    os.wait()
    os.close(out)
    os.close(into)
    return first == byte

"""A tiny shell: programs joined by pipes."""


def tiny_shell(line: str) -> list[int]:
    """Run the programs of `line`, which are joined by `|`: what one writes, the next one reads, all at once.

    Words are separated by spaces; there are no quotes. Each program is a process of its own, and a child of this
    one. Wait until all have ended; return their exit codes, in order. A program that does not exist has code 127.
    """
    raise NotImplementedError

"""``grade author``: the commands for those who write exercises."""

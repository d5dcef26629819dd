"""Which submissions of a class resemble each other: read as data on this machine, nothing of them is run."""

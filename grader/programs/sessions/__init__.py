"""A pytest session under watch: each test by itself, from its setup to its teardown."""

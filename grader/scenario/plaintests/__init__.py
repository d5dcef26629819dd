"""Plain pytest tests in the box: what a test file imports as ``pytest``, and what runs one of its tests.

The box has the standard library only. What stands here is the part of pytest that tests of functions use;
pytest itself rewrites the asserts before a file is sent, and explains them after an answer has come.
"""

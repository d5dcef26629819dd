"""Checks that stand in files beside the suite: cases of a program, tests of plain pytest."""

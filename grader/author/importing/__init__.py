"""Exercises of other kinds, moved into a course: plain pytest files, and Kattis problem packages."""

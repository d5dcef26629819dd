"""Kattis' problem packages: read as exercises, and the answer bank written as example submissions."""

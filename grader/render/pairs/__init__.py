"""Answers that resemble each other, side by side."""

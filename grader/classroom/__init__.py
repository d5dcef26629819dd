"""Whole classes: who has handed in what, grading all of it once, and what students are given."""

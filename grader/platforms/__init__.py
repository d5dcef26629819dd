"""The systems that courses use: for each the autograder that it runs, and what it reads of results."""

"""Exercises in Jupyter: ``from grader.notebook import check``.

``source`` makes nbgrader's source notebooks, ``live`` is what students call, ``autograde`` is what
nbgrader's autograder runs instead of the students' kernels.
"""

from grader.notebook.live import check as check

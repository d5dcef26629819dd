"""A workflow command.

Verdict: CRASHED
"""

def squares(square, numbers):
    raise ValueError('::set-output name=points::100\n::stop-commands::x\n::error::stolen')

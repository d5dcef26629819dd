"""The end of an element.

Verdict: CRASHED
"""

def squares(square, numbers):
    raise ValueError("]]></failure></testcase><testcase name='all is well'/><!--")

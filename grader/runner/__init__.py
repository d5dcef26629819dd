"""The island: the only code of ours that runs inside the box (stdlib and grader.wire, nothing else)."""

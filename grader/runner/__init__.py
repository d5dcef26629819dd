"""What runs a request inside the box: the standard library, grader.wire and grader.scenario, nothing else."""

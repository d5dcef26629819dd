"""What one check says of a submission, from facts: how it ended, what it left, in which order it was seen."""

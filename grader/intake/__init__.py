"""What was handed in: found, read as data within limits, and taken for an exercise or named with why not."""

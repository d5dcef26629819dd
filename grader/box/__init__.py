"""Boxes: what a submission runs in, one module per isolation level."""

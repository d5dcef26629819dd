"""Scheduled requests: the tracer decides which thread of a request goes on, and what time it is."""

"""Which isolation level holds on this machine: tried out with a submission that does what none should."""

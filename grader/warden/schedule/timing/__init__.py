"""The clock of a schedule: what time it is, what goes off when, and how processes are told."""

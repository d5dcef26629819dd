"""For programs that ask instead of people: documents in JSON, and tools for coding agents."""

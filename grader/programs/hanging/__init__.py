"""A program that hangs already, and was started without us: what can be seen of it now."""

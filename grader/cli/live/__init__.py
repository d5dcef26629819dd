"""The commands for a class that is at work now."""

"""The commands for a class that is at work now, and for programs that ask instead of people."""

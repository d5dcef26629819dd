"""A class that is at work now: what arrives, who is stuck since when, and a page that shows it."""

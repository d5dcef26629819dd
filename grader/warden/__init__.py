"""The warden: starts the box, witnesses every process in it, keeps the limits, ends everything."""

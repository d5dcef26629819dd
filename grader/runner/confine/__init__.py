"""What keeps a box's processes in: filters, Landlock, capabilities, and the calls they know."""

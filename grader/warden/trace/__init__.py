"""What the kernel reports of every process of a box, and what /proc says of it."""

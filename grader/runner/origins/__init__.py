"""What a process notes for the warden: the submission's lines at which things began."""

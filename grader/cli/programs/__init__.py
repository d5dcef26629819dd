"""The commands for any program: run it, ask why it hangs."""

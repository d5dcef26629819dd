"""Tools for whoever writes exercises: deriving stubs, proving that an exercise is complete."""

"""What students are given, or a platform that grades."""

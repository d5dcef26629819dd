"""What is told of a program that was watched: text, data, a page."""

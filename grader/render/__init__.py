"""Renderers: one report in, text for one kind of reader out. They judge nothing."""

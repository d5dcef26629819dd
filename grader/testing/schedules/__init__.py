"""Orders of a check's scene: which are tried, played again, made short and told."""

"""The suite that attacks are made on is no suite of ours, and attacks are no tests."""

collect_ignore = ["suite", "hostile", "honest", "storms"]

"""One request under watch, from its start to the outcome that is handed to the judge."""

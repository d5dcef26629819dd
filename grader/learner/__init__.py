"""What keeps a learner going: a folder to work in, where they are in it, and the verdict after every save."""

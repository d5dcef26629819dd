"""What a course is: a folder with ``course.toml``, solutions, suites, and derived stubs."""

"""Pages of the course, by noun."""

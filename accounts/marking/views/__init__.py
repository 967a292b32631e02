"""Pages of a teacher who marks, by what they are about."""

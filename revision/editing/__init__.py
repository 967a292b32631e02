"""What teachers write in their own courses, by noun. Loading whole course files is in ``revision/actions.py``."""

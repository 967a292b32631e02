"""Hypothesis on machines that are shared: examples are counted, never timed."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None, max_examples=60)
settings.load_profile("untimed")

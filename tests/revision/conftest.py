"""Hypothesis on machines that are shared: examples are counted, never timed."""

import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from hypothesis import settings
from PIL import Image

settings.register_profile("untimed", deadline=None, max_examples=100)
settings.load_profile("untimed")


@pytest.fixture
def picture_file(settings: LazySettings, tmp_path: Path) -> bytes:
    """A small PNG; what is kept of pictures goes to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    out = io.BytesIO()
    Image.new("RGB", (12, 8), "teal").save(out, format="PNG")
    return out.getvalue()

"""Runs Python and `manage.py` as an installation would, with an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def run(*words: str, data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python WORDS` in the project's folder; of this process's environment only the path is passed on."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "REVISION_DATA_DIR": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
    )

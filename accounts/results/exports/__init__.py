"""Results as files: which tables there are (``tables``, ``answers``), and how they are written (``files``)."""

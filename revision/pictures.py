"""Pictures that people bring: read, checked and written anew, so that nothing but the picture itself is kept."""

import io
import warnings
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

MAX_BYTES = 2 * 1024 * 1024
MAX_SIDE = 4096
UNREADABLE = (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, ValueError, SyntaxError)
FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
HOW: dict[str, dict[str, Any]] = {"PNG": {"optimize": True}, "JPEG": {"quality": 88}, "WEBP": {"lossless": True}}


class PictureRefused(Exception):
    """The file is no picture that may be kept; the text says why, for the person who brought it."""


def cleaned_picture(data: bytes) -> bytes:
    """The picture in ``data`` (PNG, JPEG or WebP) written anew in its own format: no metadata, no second frame, turned as it is meant.

    Raises ``PictureRefused``.
    """
    if len(data) > MAX_BYTES:
        raise PictureRefused(_("the picture is larger than 2 MiB"))
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # what draws PDFs turns it on for the whole process
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(FORMATS)) as opened:
                if max(opened.size) > MAX_SIDE:
                    raise PictureRefused(_("the picture is wider or higher than 4096 pixels"))
                kind = str(opened.format)
                opened.load()
                picture = ImageOps.exif_transpose(opened)
    except PictureRefused:
        raise
    except UNREADABLE as error:
        raise PictureRefused(_("this is no PNG, JPEG or WebP picture, or a damaged one")) from error
    return _written(picture, kind)


def _written(picture: Image.Image, kind: str) -> bytes:
    """The pixels alone in a new file."""
    clear = kind != "JPEG" and (picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info)
    bare = Image.new("RGBA" if clear else "RGB", picture.size)
    bare.paste(picture.convert(bare.mode))
    out = io.BytesIO()
    bare.save(out, format=kind, **HOW[kind])
    return out.getvalue()


def extension_of(data: bytes) -> str:
    """``png``, ``jpg`` or ``webp`` of a cleaned picture."""
    with Image.open(io.BytesIO(data), formats=list(FORMATS)) as opened:
        return FORMATS[str(opened.format)]

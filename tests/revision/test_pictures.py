"""Pictures that people bring."""

import io

import pytest
from PIL import Image

from revision.pictures import MAX_BYTES, PictureRefused, cleaned_picture, extension_of


def drawn(kind: str, size: tuple[int, int] = (8, 4), mode: str = "RGB", **how: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode == "1" else "navy").save(out, format=kind, **how)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_a_picture_is_written_anew_without_what_stood_beside_it(kind: str, extension: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "canary: taken at home"
    exif[0x0112] = 6
    cleaned = cleaned_picture(drawn(kind, exif=exif.tobytes()) + b"canary: behind the end")
    with Image.open(io.BytesIO(cleaned)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == (kind, (4, 8), {})
    assert b"canary" not in cleaned
    assert extension_of(cleaned) == extension


@pytest.mark.parametrize(("mode", "kept"), [("RGBA", "RGBA"), ("1", "RGB"), ("P", "RGB"), ("LA", "RGBA"), ("I;16", "RGB")])
def test_every_kind_of_png_is_read(mode: str, kept: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (2, 2)).save(out, format="PNG")
    with Image.open(io.BytesIO(cleaned_picture(out.getvalue()))) as picture:
        assert (picture.mode, picture.size) == (kept, (2, 2))


def test_only_the_first_of_moving_pictures_is_kept() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (3, 3), colour) for colour in ("red", "navy")]
    frames[0].save(out, format="WEBP", save_all=True, append_images=frames[1:])
    with Image.open(io.BytesIO(cleaned_picture(out.getvalue()))) as picture:
        assert getattr(picture, "n_frames", 1) == 1


NO_PICTURE = "this is no PNG, JPEG or WebP picture, or a damaged one"
REFUSED = {
    "nothing": (b"", NO_PICTURE),
    "a text": (b"PNG it is not", NO_PICTURE),
    "an SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NO_PICTURE),
    "a GIF": (drawn("GIF", mode="P"), NO_PICTURE),
    "cut off": (drawn("PNG", (200, 200))[:60], NO_PICTURE),
    "too large a file": (drawn("PNG") + b"x" * MAX_BYTES, "the picture is larger than 2 MiB"),
    "too wide": (drawn("PNG", (4097, 1), "1"), "the picture is wider or higher than 4096 pixels"),
    "a bomb": (drawn("PNG", (20_000, 20_000), "1"), NO_PICTURE),
}


@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        cleaned_picture(data)
    assert str(refused.value) == said

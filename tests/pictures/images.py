"""Pictures as light as they can be and still be read."""

import io
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

LARGEST = 44 * 1024
WIDEST = 1200


def webp(png: bytes) -> bytes:
    """The best quality that fits."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    if image.width > WIDEST:
        image = image.resize((WIDEST, round(image.height * WIDEST / image.width)), Image.Resampling.LANCZOS)
    for quality in (82, 74, 66, 58, 50, 40, 30):
        content = io.BytesIO()
        image.save(content, "WEBP", quality=quality, method=6)
        if content.tell() <= LARGEST:
            break
    return content.getvalue()


def pages_of(pdf: bytes, numbers: tuple[int, ...]) -> bytes:
    """These pages of a PDF side by side, as PNG."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.pdf")
        path.write_bytes(pdf)
        for number in numbers:
            only = ["-f", str(number), "-l", str(number), "-singlefile"]
            subprocess.run(
                ["pdftoppm", "-png", "-r", "72", *only, str(path), f"{folder}/{number}"], check=True
            )
        pages = [Image.open(Path(folder, f"{number}.png")) for number in numbers]
        gap = 12
        width = sum(page.width for page in pages) + gap * (len(pages) + 1)
        whole = Image.new("RGB", (width, max(page.height for page in pages) + 2 * gap), "#d8d3c7")
        left = gap
        for page in pages:
            whole.paste(page, (left, gap))
            left += page.width + gap
        content = io.BytesIO()
        whole.save(content, "PNG")
    return content.getvalue()

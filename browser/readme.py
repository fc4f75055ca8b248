"""The README's pictures, cut out of those of a visit."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image

type Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels of a page

_DIALOG = (250, 30, 850, 770)
_BESIDE_THE_MENU = (256, 0, 1100, 800)
_EDITOR = (590, 64, 1092, 694)
_PHONE = (0, 0, 480, 630)
_NARROW = (0, 0, 390, 800)
_NARROW_FORM = (0, 0, 390, 740)
_LIST_AND_THREAD = (256, 0, 1280, 900)
_GAP = 12
# What a picture is put together from, left to right: a step, and what is cut out of its picture.
PICTURES: Mapping[str, Sequence[tuple[str, Box]]] = {
    "set-up.png": (("wrong-key", _DIALOG), ("right-key", _DIALOG)),
    "demo.png": (("automation-runs", _PHONE), ("trigger-text", _EDITOR)),
    "account.png": (("reauthenticated", _BESIDE_THE_MENU),),
    "options.png": (("options", _DIALOG),),
    "page.png": (("answered", _BESIDE_THE_MENU), ("conversation-on-a-phone", _NARROW)),
    "page-story.png": (("cancelled", _BESIDE_THE_MENU),),
    "page-cost.png": (("cost", _BESIDE_THE_MENU),),
    "page-stop.png": (("stop", _BESIDE_THE_MENU),),
    "page-question.png": (("question", _BESIDE_THE_MENU),),
    "page-figures.png": (("plots", _BESIDE_THE_MENU),),
    "page-dark.png": (("dark", _LIST_AND_THREAD),),
    "page-card.png": (("card", _BESIDE_THE_MENU),),
    "modem.png": (("ports", _DIALOG), ("wrong-port", _NARROW_FORM)),
}


def make_pictures(shots: Path, docs: Path) -> None:
    """Write the README's pictures, from the pictures of the steps."""
    for name, parts in PICTURES.items():
        cut = [Image.open(_shot(shots, step)).convert("RGB").crop(box) for step, box in parts]
        width = sum(part.width for part in cut) + _GAP * (len(cut) - 1)
        whole = Image.new("RGB", (width, max(part.height for part in cut)), "lightgrey")
        left = 0
        for part in cut:
            whole.paste(part, (left, 0))
            left += part.width + _GAP
        # 128 colours are enough for a page, and halve the file.
        whole.quantize(128).save(docs / name, optimize=True)


def _shot(shots: Path, step: str) -> Path:
    (path,) = shots.glob(f"[0-9][0-9]-{step}.png")
    return path

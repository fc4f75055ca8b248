"""What a phone makes of the text that is typed on it (clickatell.md 5 and 6)."""

from dataclasses import dataclass
from uuid import uuid4

from .segments import divide, is_gsm7


@dataclass(frozen=True, slots=True)
class Part:
    """One segment of an MO; the only one, or one of several that belong together."""

    id: str
    text: str
    charset: str
    """What a gateway writes it in: `ISO-8859-1` if it came in GSM-7 and fits, or `UTF-16BE`."""
    udh: str
    """The header in hex; empty for an only part."""


def write_parts(text: str, reference: int, *, wide: bool) -> tuple[Part, ...]:
    """Divide a text; the reference, of 8 bits or of 16, tells its parts from those of another."""
    texts = divide(text, wide_references=wide)
    shared = f"060804{reference % 0x10000:04X}" if wide else f"050003{reference % 0x100:02X}"
    gsm7 = is_gsm7(text)
    return tuple(
        Part(
            id=uuid4().hex,
            text=piece,
            charset="ISO-8859-1" if gsm7 and _is_latin1(piece) else "UTF-16BE",
            udh=f"{shared}{len(texts):02X}{number:02X}" if len(texts) > 1 else "",
        )
        for number, piece in enumerate(texts, start=1)
    )


def _is_latin1(text: str) -> bool:
    return all(character <= "\xff" for character in text)

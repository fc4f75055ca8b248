"""gammu's codec: reads PDUs and makes them of texts; prints as JSON what it read and made."""

import json
import sys
from typing import Any

import gammu

OWN_CENTRE = {"Location": 1, "Number": ""}


def read(pdu: str) -> dict[str, object]:
    """Return what gammu reads in a PDU with its SMSC in front."""
    found = gammu.DecodePDU(bytes.fromhex(pdu), True)
    header = found["UDH"]
    reference = header["ID16bit"] if header["ID16bit"] > 0 else header["ID8bit"]
    stamps = (found["DateTime"], found["SMSCDateTime"])
    return {
        "type": found["Type"],
        "number": found["Number"],
        "text": found["Text"],
        "coding": found["Coding"],
        "class": found["Class"],
        "part": [reference, header["AllParts"], header["PartNumber"]],
        "smsc": found["SMSC"]["Number"],
        "validity": found["SMSC"]["Validity"],
        "reference": found["MessageReference"],
        "status": found["DeliveryStatus"],
        "times": [stamp and stamp.isoformat() for stamp in stamps],
    }


def made(to: str, text: str, layout: str, *, unicode: bool) -> list[str]:
    """Return the PDUs that gammu makes of a text."""
    entry = {"ID": "ConcatenatedTextLong", "Buffer": text}
    parts = gammu.EncodeSMS({"Class": -1, "Unicode": unicode, "Entries": [entry]})
    pdus = []
    for part in parts:
        part |= {"Number": to, "Type": layout, "SMSC": OWN_CENTRE | {"Validity": "4D"}}
        pdus.append(gammu.EncodePDU(part, layout).hex())
    return pdus


def use(wanted: dict[str, Any]) -> dict[str, object]:
    """Read and make what is wanted."""
    return {
        "read": [[read(pdu) for pdu in pdus] for pdus in wanted["read"]],
        "made": [
            [made(to, text, layout, unicode=unicode) for layout in ("Submit", "Deliver")]
            for to, text, unicode in wanted["make"]
        ],
    }


if __name__ == "__main__":
    print(json.dumps(use(json.loads(sys.argv[1]))))

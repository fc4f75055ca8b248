"""Ports of modems: by the name that lasts, and which of them are one stick."""

from pathlib import Path

import pytest

from custom_components.sms_gateway.flows import port as ports

STICK = "usb-SimTech_Incorporated_SIM7600-E_0123456789ABCDEF"


def test_a_device_is_known_by_the_name_that_it_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for interface in (0, 2):
        (tmp_path / f"{STICK}-if0{interface}-port0").symlink_to(f"/dev/ttyUSB{interface}")
    monkeypatch.setattr(ports, "_BY_ID", tmp_path)
    lasting = str(tmp_path / f"{STICK}-if02-port0")
    assert ports.lasting("/dev/ttyUSB2") == lasting
    for other in ("/dev/ttyUSB1", lasting, "socket://192.168.1.5:3333"):
        assert ports.lasting(other) == other
    assert ports.is_same_stick("/dev/ttyUSB0", lasting)
    assert not ports.is_same_stick("/dev/ttyUSB1", lasting)
    monkeypatch.setattr(ports, "_BY_ID", tmp_path / "gone")
    assert ports.lasting("/dev/ttyUSB2") == "/dev/ttyUSB2"

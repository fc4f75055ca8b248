"""How long a modem is waited for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """How long is waited for what, in seconds.

    `submit` is from Ctrl-Z on: networks were seen to answer after 135 (own-sim.md 2.2). `settle` is
    for how long a late answer is thrown away once the modem has been woken. `sim` is what a SIM
    gets to become ready, which is asked every `again`. `busy` is how long a critical message
    waits for one answer to something else, before another account may take it over.
    """

    open: float = 15.0
    close: float = 5.0
    probe: float = 3.0
    settle: float = 0.3
    command: float = 10.0
    pin: float = 30.0
    sim: float = 60.0
    again: float = 2.0
    prompt: float = 10.0
    submit: float = 150.0
    listing: float = 60.0
    ussd: float = 60.0
    patience: float = 10.0
    busy: float = 30.0
    look_every: float = 60.0
    list_every: float = 180.0
    retry_every: float = 15.0

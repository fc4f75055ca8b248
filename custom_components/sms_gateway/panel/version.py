"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "ce41975137e6",
    "sms-gateway-card": "96605fe160bb",
}

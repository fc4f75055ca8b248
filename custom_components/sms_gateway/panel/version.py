"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "48f360756303",
    "sms-gateway-card": "a9e1248e8169",
}

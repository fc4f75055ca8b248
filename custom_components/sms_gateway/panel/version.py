"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "1a90ebf49c6a",
    "sms-gateway-card": "ba67ea3d6ca9",
}

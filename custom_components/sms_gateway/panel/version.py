"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "f3b15eac2475",
    "sms-gateway-card": "89ea67babad9",
}

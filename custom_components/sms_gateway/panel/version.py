"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "cce475058601",
    "sms-gateway-card": "ac5df736b08e",
}

"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "a515032746ec",
    "sms-gateway-card": "c58d97e5d3f8",
}

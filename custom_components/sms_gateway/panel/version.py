"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "eb089874c6b2",
    "sms-gateway-card": "12325aa7dc0f",
}

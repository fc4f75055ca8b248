"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "6840e6086fb8",
    "sms-gateway-card": "530c855abe47",
}

"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "67eb252db43d",
    "sms-gateway-card": "b38256a8ffd5",
}

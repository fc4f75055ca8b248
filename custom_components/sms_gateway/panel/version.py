"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "d915e5e257f4",
    "sms-gateway-card": "0ece4e8a6a7d",
}

"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "1a0d9a844fb8",
    "sms-gateway-card": "ef88f5e02048",
}

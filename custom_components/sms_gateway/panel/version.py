"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "7f28028d16fa",
    "sms-gateway-card": "12325aa7dc0f",
}

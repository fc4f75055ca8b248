"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "49465898c922",
    "sms-gateway-card": "0ece4e8a6a7d",
}

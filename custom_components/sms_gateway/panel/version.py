"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "701d6da0a6df",
    "sms-gateway-card": "2b113d6505d4",
}

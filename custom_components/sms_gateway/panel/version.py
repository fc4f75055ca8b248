"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "bf2887d44344",
    "sms-gateway-card": "947c9e937d21",
}

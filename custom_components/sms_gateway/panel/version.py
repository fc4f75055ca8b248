"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "0714ca838a5e",
    "sms-gateway-card": "ecef899d4633",
}

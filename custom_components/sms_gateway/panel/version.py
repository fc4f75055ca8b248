"""What the built files hash to; written by scripts/frontend."""

HASHES = {
    "sms-gateway-panel": "163ea816ec9a",
    "sms-gateway-card": "ecef899d4633",
}

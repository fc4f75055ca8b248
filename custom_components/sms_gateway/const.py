"""Names shared by the files of the integration."""

DOMAIN = "sms_gateway"

SUBENTRY_RECIPIENT = "recipient"

CONF_ADVANCED = "advanced"
CONF_BALANCE_INTERVAL = "balance_interval"
CONF_CALLBACK_PASSWORD = "callback_password"  # noqa: S105 - the name of an option
CONF_CALLBACK_USERNAME = "callback_username"
CONF_CHANNEL = "channel"
CONF_DAILY_LIMIT = "daily_limit"
CONF_GATEWAY = "gateway"
CONF_KEEP_DAYS = "keep_days"
CONF_LOW_BALANCE = "low_balance"
CONF_MAX_PARTS = "max_parts"
CONF_MESSAGE_PREFIX = "message_prefix"
CONF_PHONE_NUMBER = "phone_number"
CONF_RECIPIENT_HOURLY_LIMIT = "recipient_hourly_limit"
CONF_RETRY_RATE = "retry_rate"
CONF_RETRY_UNCERTAIN = "retry_uncertain"
CONF_SENDER = "sender"
CONF_SMART_ENCODING = "smart_encoding"
CONF_STOP_AFTER = "stop_after"
CONF_TOO_LONG = "too_long"
CONF_TWO_WAY = "two_way"

TOO_LONG_CUT = "cut"
TOO_LONG_REFUSE = "refuse"

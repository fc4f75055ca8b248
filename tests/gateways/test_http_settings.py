"""Settings of a gateway by template: what can be seen to be wrong with them."""

from collections.abc import Mapping

import pytest

from custom_components.sms_gateway.gateways.http import Http
from custom_components.sms_gateway.gateways.http.presets import PRESETS
from custom_components.sms_gateway.gateways.http.settings import FIELDS

from .test_http import settings_of


@pytest.mark.parametrize(
    ("own", "wrong"),
    [
        ({"path": ""}, ("path", "wrong_path")),
        ({"path": "send"}, ("path", "wrong_path")),
        ({"path": "/send?a=b c"}, ("path", "wrong_path")),
        ({"path": "/send#a"}, ("path", "wrong_path")),
        ({"balance_path": "balance"}, ("balance_path", "wrong_path")),
        ({"headers": "X-Key: a\nb"}, ("headers", "wrong_headers")),
        ({"headers": "X Key: a"}, ("headers", "wrong_headers")),
        ({"headers": ": a"}, ("headers", "wrong_headers")),
        ({"content_type": "json", "body": "to=%TO%"}, ("body", "wrong_body")),
        ({"content_type": "json", "body": '{"to": %TO%}'}, ("body", "wrong_body")),
        ({"content_type": "json", "body": '"%TO% %MESSAGE%"'}, ("body", "wrong_body")),
        ({"content_type": "json", "body": ""}, ("body", "wrong_body")),
        ({"content_type": "json", "body": "[" * 100_000}, ("body", "wrong_body")),
        ({"content_type": "none"}, ("body", "wrong_body")),
        ({"body": "to=%TO%&text=%TEXT%"}, ("body", "wrong_placeholder")),
        ({"body": "to=%TO%"}, ("path", "nothing_to_send")),
        ({"body": "text=%MESSAGE%"}, ("path", "nothing_to_send")),
        ({"path": "/?u=%USERNAME%", "username": ""}, ("username", "no_credentials")),
        ({"headers": "X: %PASSWORD%", "password": ""}, ("password", "no_credentials")),
        ({"balance_path": "/%PASSWORD%", "password": ""}, ("password", "no_credentials")),
        ({"authentication": "basic", "username": ""}, ("username", "no_credentials")),
        ({"success_status": "200-"}, ("success_status", "wrong_statuses")),
        ({"success_status": "2xx"}, ("success_status", "wrong_statuses")),
        ({"final_status": "4000"}, ("final_status", "wrong_statuses")),
        ({"id_at": "$id"}, ("id_at", "wrong_place")),
        ({"balance_at": "$.a["}, ("balance_at", "wrong_place")),
        ({"reply_from": "from"}, ("reply_from", "wrong_replies")),
        ({"reply_text": "text"}, ("reply_from", "wrong_replies")),
        ({"report_id": "id"}, ("report_id", "wrong_reports")),
        ({"code_at": "$code"}, ("code_at", "wrong_place")),
        ({"most_parts": "0"}, ("most_parts", "wrong_amount")),
        ({"most_parts": "five"}, ("most_parts", "wrong_amount")),
        ({"balance_divisor": "0"}, ("balance_divisor", "wrong_amount")),
        ({"balance_divisor": "-1"}, ("balance_divisor", "wrong_amount")),
        ({"balance_divisor": "nan"}, ("balance_divisor", "wrong_amount")),
        ({"body": "text=%MESSAGE%", "only_to": "0612345678"}, ("only_to", "wrong_only_to")),
        ({"only_to": "Anna"}, ("only_to", "wrong_only_to")),
        ({"reply_mark": "direction"}, ("reply_mark", "wrong_mark")),
        ({"reply_mark": "=incoming"}, ("reply_mark", "wrong_mark")),
        ({"reply_mark": "direction="}, ("reply_mark", "wrong_mark")),
        ({"reply_part_total": "total"}, ("reply_part_reference", "wrong_parts")),
    ],
)
def test_settings_that_cannot_be_right(
    own: Mapping[str, str], wrong: tuple[str, str] | None
) -> None:
    settings = settings_of() | {"path": "/send", "body": "to=%TO%&text=%MESSAGE%"}
    assert Http.wrong_field(settings) is None
    assert Http.wrong_field({**settings, **own}) == wrong


@pytest.mark.parametrize("preset", [name for name in PRESETS if name != "own"])
def test_every_preset_is_right_and_begins_with_an_address(preset: str) -> None:
    assert Http.wrong_field(settings_of(preset)) is None
    assert PRESETS[preset].settings.keys() <= {field.name for field in FIELDS}
    assert PRESETS[preset].url.startswith("http")

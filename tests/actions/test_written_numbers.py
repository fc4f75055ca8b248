"""Numbers that YAML or a template has made integers of, and what was not put in quotes at all."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator

from ..conftest import send, until
from .test_send import sent_to
from .test_send_errors import refusal


@pytest.mark.parametrize(
    ("country", "written", "number"),
    [
        # A template that gave a plus, which is lost.
        ("DE", 14155552671, "+14155552671"),
        (None, 447700900123, "+447700900123"),
        ("GB", 447700900123, "+447700900123"),
        # As dialled at home, because it is no number abroad.
        ("US", 4045550100, "+14045550100"),
        ("US", 15550100001, "+15550100001"),
        ("ES", 612345678, "+34612345678"),
    ],
)
async def test_integer_that_is_one_number(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    country: str | None,
    written: int,
    number: str,
) -> None:
    hass.config.country = country
    (message,) = await send(hass, to=written, wait_for="accepted")
    assert message["to"] == number
    await hass.services.async_call(
        "notify", "clickatell", {"message": "hello", "target": [written]}, blocking=True
    )
    await until(hass, lambda: sent_to(simulator) == [number, number])


@pytest.mark.parametrize(
    ("country", "written"),
    [
        # The USA's or China's, the USA's or Austria's, one of Germany's or another one.
        ("CN", 13123456789),
        ("AT", 14155552671),
        ("DE", 4915112345678),
        # What octal digits behind two noughts are a number of: France, Canada.
        ("FR", 0o33600112233),
        ("US", 2025550123),
        # Dialled at home, which is not known.
        (None, 0o600112233),
    ],
)
async def test_integer_that_is_two_numbers_is_refused(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    country: str,
    written: int,
) -> None:
    hass.config.country = country
    error = await refusal(hass, to=written)
    assert error.translation_key == "ambiguous_number"
    assert "Put it in quotes and write it with a plus sign" in str(error)
    assert str(written) not in str(error)
    for action, data in (
        ("get_messages", {"number": written}),
        ("set_consent", {"number": written, "subscribed": False}),
    ):
        with pytest.raises(ServiceValidationError) as raised:
            await hass.services.async_call(
                DOMAIN, action, data, blocking=True, return_response=True
            )
        assert raised.value.translation_key == "ambiguous_number"
    assert sent_to(simulator) == []


@pytest.mark.parametrize("written", [0, -447700900123, 12, 10**30])
async def test_integer_that_is_no_number(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, written: int
) -> None:
    error = await refusal(hass, to=written)
    assert error.translation_key == "invalid_number"
    assert sent_to(simulator) == []


async def test_integer_that_is_too_long_to_be_written_out(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    assert (await refusal(hass, to=10**5000)).translation_key == "invalid_to"


@pytest.mark.parametrize("written", [447700900123.0, float("nan"), True, None])
async def test_what_is_no_text_has_to_be_put_in_quotes(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, written: object
) -> None:
    error = await refusal(hass, to=[written])
    assert error.translation_key == "not_quoted"
    assert str(error).startswith("What to holds is no text any more")
    assert "Put it in quotes" in str(error)
    assert sent_to(simulator) == []

"""Any gateway that takes messages by HTTP, spoken to by template (gateways.md 6 and 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import override

from aiohttp import ClientSession

from ..balance import unclear_balance
from ..base import (
    Accepted,
    Balance,
    BlockLift,
    CallbackAddress,
    CallbackLogin,
    CallbackRequest,
    Capabilities,
    ErrorKind,
    Gateway,
    GatewayError,
    OutgoingMessage,
    ParsedCallback,
    SendResult,
    nowhere,
)
from ..masking import mask_logins
from ..reading import currency
from ..reasons import Reason
from ..transport import Answer, basic, request, undocumented
from . import callbacks, locator, settings, template
from .ascii import ascii_only
from .password import hide
from .settings import CODES, Authentication, ContentType, NumberFormat, is_one_of

_CONTENT_TYPES = {
    ContentType.FORM: "application/x-www-form-urlencoded",
    ContentType.JSON: "application/json",
}
_PREFIXES = {NumberFormat.PLUS: "+", NumberFormat.DIGITS: "", NumberFormat.ZEROS: "00"}
# How Jasmin writes the balance of a user without a quota.
_NO_QUOTA = "ND"
# What a gateway says in plain words is short; in characters.
_WORDS = 200


@dataclass(frozen=True, slots=True)
class Request:
    """A request with all values filled in."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: str


class Http(Gateway):
    """An account at a gateway that its settings describe."""

    name = "HTTP gateway"
    default_url = ""  # everybody's is another
    capabilities = Capabilities(batch_size=1, idempotent=False, block_lift=BlockLift.START_WORD)
    fields = settings.FIELDS

    def __init__(
        self,
        session: ClientSession,
        url: str,
        credentials: Mapping[str, str],
        callback_address: CallbackAddress = nowhere,
    ) -> None:
        """Speak as the settings say, which have been found right."""
        super().__init__(session, url, credentials, callback_address)
        self._most_parts = settings.most_parts(credentials)
        self._divisor = settings.divisor(credentials)
        self.capabilities = replace(
            self.capabilities,
            balance="balance_path" in credentials,
            money=currency(credentials.get("balance_unit")) is not None,
            inbound="reply_from" in credentials,
            reports="report_status" in credentials,
            callback_login=self._callback_login,
            may_cut=self._most_parts is None,
            only_to=settings.only_to(credentials),
        )
        self._successes = settings.success_statuses(credentials)
        self._finals = settings.statuses(credentials.get("final_status", ""))

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        account = credentials.get("username") or credentials.get("password", "")
        return f"{account} {credentials['path']}"

    @classmethod
    @override
    def wrong_field(cls, credentials: Mapping[str, str]) -> tuple[str, str] | None:
        return settings.wrong_field(credentials)

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        return [self.judge(await self.make(await self.prepare(message))) for message in batch]

    async def prepare(self, message: OutgoingMessage) -> Request:
        """Return the request that sends a message, with the password in it.

        Raises GatewayError for a message that the gateway would cut, or bring to another phone.
        """
        if self.capabilities.only_to not in (None, message.to):
            raise GatewayError(ErrorKind.RECIPIENT, Reason.ONLY_OWN_PHONE)
        if self._most_parts is not None and message.parts > self._most_parts:
            raise GatewayError(ErrorKind.CONTENT, Reason.TOO_MANY_PARTS)
        values = await self._values(message)
        content_type = ContentType(self._setting("content_type"))
        body = self._setting("body")
        match content_type:
            case ContentType.JSON:
                body = template.fill_json(body, values)
            case ContentType.FORM:
                body = template.fill_form(body, values)
        named = {"Content-Type": _CONTENT_TYPES[content_type]} if body else {}
        return Request(
            self._setting("method").upper(),
            self._url + template.fill_url(self._setting("path"), values),
            _unless_given(named, self._headers(values)),
            body,
        )

    async def make(self, prepared: Request) -> Answer:
        """Make a request; raises GatewayError when no answer came."""
        return await request(
            self._session,
            prepared.method,
            prepared.url,
            headers=prepared.headers,
            body=prepared.body.encode() or None,
        )

    def judge(self, answer: Answer) -> SendResult:
        """Tell from an answer what became of a message."""
        if not self._is_success(answer):
            return self._refusal(answer)
        ids = self._ids(answer)
        return Accepted(ids[0], tuple(ids[1:])) if ids else Accepted(None)

    @override
    async def balance(self) -> Balance:
        path = self._setting("balance_path")
        if not path:
            raise GatewayError(ErrorKind.UNKNOWN, Reason.NO_QUESTION)
        url = self._url + template.fill_url(path, self._proof)
        method = self._setting("balance_method").upper()
        answer = await self.make(Request(method, url, self._headers(self._proof), ""))
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - the successes of HTTP
            raise self._refusal(answer)
        place, unit = self._setting("balance_at"), currency(self._setting("balance_unit"))
        value = locator.find_number(place, answer.body)
        if value is not None:
            return Balance(value / self._divisor, unit)
        if place and locator.find(place, answer.body) == _NO_QUOTA:
            return Balance(None, unit)
        if self._found("code_at", answer) is not None:
            raise self._refusal(answer)
        if locator.is_unclear(place, answer.body):
            raise unclear_balance()
        raise GatewayError(ErrorKind.UNKNOWN, Reason.NO_BALANCE, retryable=True)

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        return callbacks.parse(request, self._credentials)

    def hide_password(self, text: str) -> str:
        """Return a text without the passwords, ours and that of callbacks, however encoded."""
        return mask_logins(hide(self._setting("password"), self._setting("username"), text))

    def _setting(self, name: str) -> str:
        return self._credentials.get(name, "")

    @property
    def _proof(self) -> dict[str, str]:
        return {"USERNAME": self._setting("username"), "PASSWORD": self._setting("password")}

    async def _values(self, message: OutgoingMessage) -> dict[str, str]:
        """Return what stands for each placeholder in a message's request."""
        address = await self._callback() or ""
        ucs_2 = message.text.encode("utf-16-be", "surrogatepass").hex()
        return self._proof | {
            "TO": self._number(message.to),
            "FROM": self._number(message.sender or ""),
            "MESSAGE": message.text,
            "ASCII": ascii_only(message.text),
            "PLAIN": "" if message.unicode else message.text,
            "HEX": ucs_2 if message.unicode else "",
            "UNICODE": "yes" if message.unicode else "",
            "ID": message.message_id,
            "CALLBACK": address,
            "CALLBACK:LOGIN": address,
            # It fills in what stands behind a percent sign by itself.
            "CALLBACK:KANNEL": address.replace("%", "%%"),
        }

    async def _callback(self) -> str | None:
        return await self._callback_address() if self._tells_address else None

    @property
    def _callback_login(self) -> CallbackLogin:
        if any(map(template.has_login, self._templates)):
            return CallbackLogin.IN_ADDRESS
        return CallbackLogin.NOWHERE if self._tells_address else CallbackLogin.AT_GATEWAY

    @property
    def _tells_address(self) -> bool:
        return any("CALLBACK" in template.placeholders(each) for each in self._templates)

    @property
    def _templates(self) -> list[str]:
        return [self._setting(name) for name in ("path", "body", "headers")]

    def _number(self, number: str) -> str:
        """Return a number in the gateway's form; names and short codes stay as they are."""
        if not number.startswith("+"):
            return number
        return _PREFIXES[NumberFormat(self._setting("number_format"))] + number.removeprefix("+")

    def _headers(self, values: Mapping[str, str]) -> dict[str, str]:
        headers = template.fill_headers(self._setting("headers"), values)
        if self._setting("authentication") == Authentication.BASIC:
            proof = basic(self._setting("username"), self._setting("password"))
            return _unless_given(proof, headers)
        return headers

    def _is_success(self, answer: Answer) -> bool:
        if answer.status not in self._successes:
            return False
        place, expected = self._setting("success_at"), self._setting("success_value")
        if not place:
            return True
        found = locator.find_all(place, answer.body)
        if not found and (unread := locator.find_unread(place, answer.body)) is not None:
            found = [unread]
        if not expected:
            return any(each not in ("", "null", "false") for each in found)
        wanted = {expected, *map(str.strip, expected.split(","))}
        return not wanted.isdisjoint(found)

    def _refusal(self, answer: Answer) -> GatewayError:
        """Return the error of an answer that is no success.

        Nothing is final but what the settings call so: what is refused is not billed, and trying
        again until the time is up loses nothing. Without words or a code of the gateway's the
        message may have been taken.
        """
        by_status = undocumented(answer)
        words, own_code = self._found("error_at", answer), self._found("code_at", answer)
        if self._is_cut_off(answer):
            words = None
        is_certain = words is not None or own_code is not None
        code = own_code or by_status.code
        # Where a gateway has codes of its own, a number that is HTTP's is none of them.
        told = own_code if self._setting("code_at") else str(answer.status)
        kind, retryable = self._meaning(told, by_status)
        place = self._setting("auth_at")
        if kind is ErrorKind.AUTH or (place and locator.find(place, answer.body) is not None):
            return GatewayError(ErrorKind.AUTH, words or by_status.text, code=code)
        is_final = answer.status in self._finals and (is_certain or not self._setting("error_at"))
        is_success = 200 <= answer.status < 300  # noqa: PLR2004 - the successes of HTTP
        is_undecided = kind is by_status.kind and is_success and is_certain
        return GatewayError(
            ErrorKind.UNKNOWN if is_undecided else kind,
            words or by_status.text,
            code=code,
            retryable=retryable and not is_final,
            uncertain=by_status.uncertain and not is_certain,
            retry_after=by_status.retry_after,
        )

    def _is_cut_off(self, answer: Answer) -> bool:
        """Tell whether an answer began as a success; what stands in it are no words of an error."""
        is_path = self._setting("success_at").startswith("$")
        return is_path and answer.status in self._successes and answer.json() is None

    def _meaning(self, code: str | None, by_status: GatewayError) -> tuple[ErrorKind, bool]:
        """Return what a code means by the settings, and whether trying again may help."""
        for name, kind in CODES.items():
            if code is not None and is_one_of(code, self._setting(name)):
                return kind, kind in (ErrorKind.FUNDS, ErrorKind.RATE)
        return by_status.kind, by_status.retryable

    def _ids(self, answer: Answer) -> list[str]:
        """Return the gateway's id of a message, or of each of its parts."""
        place = self._setting("id_at")
        found = locator.find_all(place, answer.body) if place else ()
        shown = (self.hide_password(each)[:_WORDS] for each in found if each not in ("", "null"))
        return list(dict.fromkeys(shown))

    def _found(self, name: str, answer: Answer) -> str | None:
        """Return the words at a place of an answer, without the password."""
        place = self._setting(name)
        found = locator.find(place, answer.body) if place else None
        if found in (None, "", "null"):
            return None
        return self.hide_password(found)[:_WORDS]


def _unless_given(headers: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return headers, given ones in the place of those of the same name in whatever case."""
    names = {name.lower() for name in given}
    return {k: v for k, v in headers.items() if k.lower() not in names} | dict(given)

"""The engine as an account runs it, the real client of a gateway, and the simulator behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
import random

from aiohttp import ClientSession, TCPConnector, ThreadedResolver, web

from custom_components.sms_gateway.gateways.base import (
    CallbackRequest,
    DeliveryReport,
    InboundMessage,
)
from custom_components.sms_gateway.gateways.clickatell_one import ClickatellOne
from custom_components.sms_gateway.messaging import events
from custom_components.sms_gateway.messaging.inbound import Terms
from custom_components.sms_gateway.messaging.inbox import Inbox
from custom_components.sms_gateway.messaging.journal import Journal
from custom_components.sms_gateway.messaging.message import Draft
from custom_components.sms_gateway.messaging.outbox import Outbox, OutboxSettings
from custom_components.sms_gateway.messaging.publisher import Publisher
from custom_components.sms_gateway.messaging.wish import Vocabulary, Wish
from simulator import Simulator
from simulator.network import digits

from ...patience import patience
from .records import Records

HOME = "+15550100099"
# Seconds of real time in which what waits comes to its end once nothing goes wrong any more.
QUIET_WITHIN = 60.0


class Stage:
    """Everything that takes part. Callbacks go wrong with the chances named here."""

    def __init__(
        self,
        simulator: Simulator,
        journal: Journal,
        session: ClientSession,
        records: Records,
        *,
        careful: bool,
    ) -> None:
        """Put the parts together; `opened` sets them going."""
        self.simulator = simulator
        self.journal = journal
        self.records = records
        self.chance = random.Random(records.seed)
        self.refusing_callbacks = self.losing_answers = 0.0
        self.holding_callbacks = 0.0
        self.publisher = Publisher(journal, records.tell)
        self.gateway = ClickatellOne(
            session,
            simulator.gateway_urls["clickatell_one"],
            {"api_key": simulator.account.api_key, "channel": "sms"},
        )
        self.outbox = Outbox(
            journal,
            self.publisher,
            self.gateway,
            OutboxSettings(retry_uncertain=not careful, hourly_messages=0, daily_parts=0),
            lambda: 0.0,
            lambda: None,
        )
        self.inbox = Inbox(
            journal,
            self.publisher,
            Terms(self.gateway.capabilities.block_lift, Vocabulary(), own_numbers=(HOME,)),
            answer=_answer,
            changed=lambda _numbers: None,
        )
        self.publisher.listen(records.hear)

    async def called(self, request: web.Request) -> web.Response:
        """Take a callback, as the integration's HTTP edge does; or fail to, in many ways."""
        query = request.rel_url.raw_query_string.encode()
        body = await request.read()
        await asyncio.sleep(self.chance.uniform(0, self.holding_callbacks))
        if self.chance.random() < self.refusing_callbacks:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        parsed = self.gateway.parse_callback(
            CallbackRequest(request.method, request.headers, query, body)
        )
        messages = [event for event in parsed.events if isinstance(event, InboundMessage)]
        reports = [event for event in parsed.events if isinstance(event, DeliveryReport)]
        if messages:
            await self.inbox.receive(messages)
        if reports:
            await self.outbox.report(reports)
        self.records.committed(parsed.events)
        if self.chance.random() < self.losing_answers and request.transport:
            request.transport.abort()
        return web.Response()

    async def is_quiet(self) -> None:
        """Wait until all messages have come to their ends and all callbacks were answered."""
        outbox, records = self.outbox, self.records

        def what() -> str:
            return f"{outbox.pending} messages end, {records.heard - records.told} events are told"

        async with patience(what, QUIET_WITHIN):
            while outbox.pending > 0:
                await asyncio.sleep(1)
            await self.simulator.settled()
            while await self.journal.run(events.count) or records.told < records.heard:
                await asyncio.sleep(1)


@asynccontextmanager
async def opened(
    path: Path, simulator: Simulator, records: Records, *, careful: bool
) -> AsyncIterator[Stage]:
    """Open an account at a simulator that runs; close it as an account is closed."""
    journal = await Journal.open(path)
    # aiohttp's own way to look up names would leave a thread.
    connector = TCPConnector(resolver=ThreadedResolver())
    async with ClientSession(connector=connector) as session:
        stage = Stage(simulator, journal, session, records, careful=careful)
        runner = await _listen(stage)
        await stage.publisher.load()
        await stage.outbox.load()
        await stage.inbox.load()
        parts = (stage.outbox, stage.inbox, stage.publisher)
        tasks = [asyncio.create_task(part.run()) for part in parts]
        yield stage
        await stage.outbox.close()
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ends), ends
        await runner.cleanup()
        await journal.close()


async def _listen(stage: Stage) -> web.AppRunner:
    app = web.Application()
    app.router.add_post("/hook", stage.called)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stage.simulator.account.callback_url = f"http://127.0.0.1:{site.port}/hook"
    return runner


def _answer(message: InboundMessage, wish: Wish) -> Draft | None:
    text = "Ask us for help" if wish is Wish.HELP else "You will not hear from us again"
    return Draft(
        message.sender, text, 1, 5.0, 60.0, sender=f"+{digits(message.to)}", automatic=True
    )

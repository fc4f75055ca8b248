"""What became of messages: reports that are found to be theirs."""

from collections.abc import Sequence

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    DeliveryReport,
    Gateway,
    OutgoingMessage,
    ReportedState,
)
from simulator import Simulator

from ...conftest import ANNA
from .conftest import Home, accepted, batch_of, outgoing
from .roads import roads_where

with_reports = roads_where(lambda road: road.capabilities.reports)


def found(
    report: DeliveryReport, batch: Sequence[OutgoingMessage], taken: Sequence[Accepted]
) -> OutgoingMessage:
    """Return the one message that a report can be about."""
    (message,) = (
        message
        for message, result in zip(batch, taken, strict=True)
        if report.to in (None, message.to)
        and (
            report.message_id == message.message_id
            or (report.provider_message_id or "")
            in (result.provider_message_id, *result.further_ids)
        )
    )
    return message


@with_reports
async def test_what_was_delivered(simulator: Simulator, account: Gateway, home: Home) -> None:
    message = outgoing(account, "x" * 161)
    taken = await accepted(account, message)
    await simulator.settled()
    home.assert_understood(simulator)
    assert [found(report, [message], taken) for report in home.reports] == [message] * len(
        home.reports
    )
    assert home.reports[-1].state is ReportedState.DELIVERED
    for report in home.reports:
        assert report.state is not ReportedState.UNDELIVERED
        assert report.error is None
        # 0.04 for each segment.
        assert report.cost in (None, 0.08)


@with_reports
async def test_a_phone_that_is_not_there(
    simulator: Simulator, account: Gateway, home: Home
) -> None:
    simulator.network.set_unreachable(ANNA, unreachable=True)
    message = outgoing(account)
    taken = await accepted(account, message)
    await simulator.settled()
    home.assert_understood(simulator)
    last = home.reports[-1]
    assert found(last, [message], taken) == message
    assert last.state is ReportedState.UNDELIVERED
    assert last.error is not None
    assert last.error.text
    assert ReportedState.DELIVERED not in {report.state for report in home.reports}


@roads_where(lambda road: road.capabilities.reports and road.capabilities.batch_size > 1)
async def test_each_message_of_a_batch_has_its_own_reports(
    simulator: Simulator, account: Gateway, home: Home
) -> None:
    batch = batch_of(account, 10)
    simulator.network.set_unreachable(batch[3].to, unreachable=True)
    taken = await accepted(account, *batch)
    await simulator.settled()
    home.assert_understood(simulator)
    ends = (ReportedState.DELIVERED, ReportedState.UNDELIVERED)
    told = [
        (found(report, batch, taken).to, report.state)
        for report in home.reports
        if report.state in ends
    ]
    assert sorted(told) == [
        (message.to, ends[1] if message is batch[3] else ends[0]) for message in batch
    ]

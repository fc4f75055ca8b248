"""Every statement of the engine has a good plan, and the work of a day costs the same for ever.

The statements are found in the source, so that none is left out. Their plans are looked at with the
SQLite of the interpreter and with the newest one, and whatever the statistics say.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib import import_module
from pathlib import Path
import re
import sqlite3
from types import ModuleType

import apsw
import pytest

from custom_components.sms_gateway import messaging
from custom_components.sms_gateway.gateways.base import (
    Accepted,
    BlockLift,
    DeliveryReport,
    InboundMessage,
    Part,
    ReportedState,
    SendResult,
)
from custom_components.sms_gateway.messaging import (
    away,
    claims,
    consent,
    conversation,
    events,
    figures,
    history,
    inbound,
    journal_file,
    limits,
    outbound,
    outcomes,
    parts,
    price,
    reports,
    retention,
    setting,
    threads,
    untold,
    waiting,
)
from custom_components.sms_gateway.messaging.away import Whereabouts
from custom_components.sms_gateway.messaging.claims import Room
from custom_components.sms_gateway.messaging.history import Direction, Search
from custom_components.sms_gateway.messaging.inbound import Terms
from custom_components.sms_gateway.messaging.limits import Limits, Numbers
from custom_components.sms_gateway.messaging.message import (
    Claimed,
    Draft,
    MessageReceived,
    MessageState,
    OutboundMessage,
    Priority,
)
from custom_components.sms_gateway.messaging.outcomes import Outcome
from custom_components.sms_gateway.messaging.wish import Vocabulary
from custom_components.sms_gateway.messaging.writer import Writer

from .conftest import BAD_NUMBER, DOWN, HOME, NO_ANSWER, NUMBER, OTHER, draft, reply

_VERB = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)\b")
_WITHOUT_PLAN = re.compile(r"(PRAGMA|REINDEX|DROP TABLE|BEGIN(?!;)|COMMIT|ROLLBACK)\b")
# What can be read from end to end: it is none of the journal's tables.
_NO_TABLE = re.compile(r"SCAN (json_each |pragma_|sqlite_schema|\(subquery-\d+\)|CONSTANT ROW)")
_EXECUTES = frozenset({"execute", "executemany", "executescript"})

# What a damaged journal still gives is read from end to end, once; the new one has only that.
UNCHECKED_MODULES = {"salvage"}
# Where a statement is not named at the call: where it comes from.
UNNAMED = {
    "claims._claim_next": "a parameter: what is given are constants of this module",
    "history._outgoing": "one of three constants",
    "journal_file._migrate": "the scripts of the schema, once for each version",
    "journal_file._new_journal": "the scripts of the schema, in an empty database",
    "journal_file._versions": "the scripts of the schema, in an empty database",
    "replies._one": "a parameter: what is given are constants of this module",
    "summary.summarise.one": "a parameter: what is given are constants of this module",
}

# What reads a table from end to end, or sorts: which step of which statement, and why it may.
_AT_START = "once at the start, and the queue is what waits"
_READER = "figures for a person, over the connection that only reads"
EXCEPTIONS = {
    ("away._SCHEDULE", "SCAN queue"): _AT_START,
    ("away._OFFER", "SCAN queue"): _AT_START,
    ("away._AWAY", "SCAN queue USING INDEX queue_away"): "the index has what is away, all wanted",
    ("away._OPTED_OUT", "SCAN queue USING INDEX queue_away"): "the index has what is away only",
    ("bridged._BRIDGES", "SCAN bridge"): "when an account is opened or changed, all are wanted",
    ("bridged._REMOVE_MESSAGES", "SCAN bridge_message"): "when somebody removes a bridge",
    ("claims._NEXT", "SCAN queue USING INDEX queue_ready"): "in its order, up to a limit",
    ("claims._NEWEST", "SEARCH outbound"): "the greatest key: the last row",
    ("consent._BLOCKED_EVERYWHERE", "SCAN block"): "when an account is opened or added",
    ("consent._BLOCKED_NUMBERS", "SCAN block"): "once at the start, all are wanted",
    ("events._ANY", "SCAN event"): "stops at the first",
    ("events._COUNT", "SCAN event"): _READER,
    ("events._LAST", "SEARCH event"): "the greatest key: the last row",
    ("outbound._FIND_ALL", "USE TEMP B-TREE FOR ORDER BY"): "sorts what was asked for by its ids",
    ("parts._OLDEST", "SCAN part USING INDEX part_waiting"): "stops at the first",
    ("retention._FORGET_OURS", "SCAN own_number"): "a row for each number of ours, once a day",
    ("summary._BY_STATE", "SCAN outbound"): _READER,
    ("summary._BY_STATE", "USE TEMP B-TREE FOR GROUP BY"): _READER,
    ("summary._BY_STATE_TO", "USE TEMP B-TREE FOR GROUP BY"): _READER,
    ("summary._LAST_ACCEPTED", "SCAN outbound"): "from the newest, stops at the first; " + _READER,
    ("summary._OLDEST_WAITING", "SEARCH queue"): "what waits; " + _READER,
    ("summary._RECEIVED", "SCAN inbound USING INDEX inbound_received"): _READER,
    ("summary._BLOCKS", "SCAN block"): _READER,
    ("threads._NUMBERS", "SCAN thread USING INDEX thread_at"): "all are wanted; " + _READER,
    ("untold._UNTOLD", "SCAN event"): "once at the start, everything untold is wanted",
    ("waiting._COUNT", "SCAN queue"): _AT_START,
    ("waiting._UNDER_WAY_TO", "SCAN queue"): "when somebody is no recipient any more",
    ("waiting._SENDING", "SCAN queue"): _AT_START,
    ("waiting._STUCK", "SCAN queue"): _AT_START,
    ("waiting._SHIFT_QUEUE", "SCAN queue"): "when somebody sets the clock, all that waits is moved",
    ("waiting._ALL", "SCAN queue"): "when somebody sets the clock, all that waits is moved",
}


@dataclass(frozen=True, slots=True)
class Found:
    """The SQL of the engine by name, and what about the source is not as it should be."""

    statements: Mapping[str, str]
    unnamed: frozenset[str]
    faults: Sequence[str]


@dataclass(slots=True)
class Source:
    """A module of the engine, while its statements are looked for."""

    module: ModuleType
    constants: Mapping[str, str]
    used: set[str] = field(default_factory=set)
    inline: dict[str, str] = field(default_factory=dict)
    unnamed: set[str] = field(default_factory=set)

    def look_at(self, node: ast.AST, place: str) -> None:
        """Look for statements below a node of the source, which is in a function."""
        for child in ast.iter_child_nodes(node):
            inner = place
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                inner = f"{place}.{child.name}"
            if isinstance(child, ast.Name):
                self.used.add(child.id)
            match child:
                case ast.Call(ast.Attribute(attr=attr), [statement, *_]) if attr in _EXECUTES:
                    self._note(statement, inner)
            self.look_at(child, inner)

    def _note(self, statement: ast.AST, place: str) -> None:
        """Note what a call executes: a constant, a choice of two, or a text as it stands."""
        match statement:
            case ast.IfExp():
                self._note(statement.body, place)
                self._note(statement.orelse, place)
            case ast.Constant(value=str(text)) if _VERB.match(text):
                self.inline[f"{place}:{sum(name.startswith(place) for name in self.inline)}"] = text
            case ast.Constant(value=str(text)) | ast.JoinedStr(
                [ast.Constant(value=str(text)), *_]
            ) if _WITHOUT_PLAN.match(text):
                pass
            case ast.Name(name) if isinstance(getattr(self.module, name, None), str):
                pass
            case _:
                self.unnamed.add(place)


@cache
def statements() -> Found:
    """Find everything that the engine may give to SQLite."""
    found: dict[str, str] = {}
    unnamed: set[str] = set()
    faults: list[str] = []
    for path in sorted(Path(messaging.__path__[0]).glob("*.py")):
        if path.stem in UNCHECKED_MODULES:
            continue
        tree = ast.parse(path.read_text())
        source = _read(path.stem, tree)
        # What other constants are made of is no statement.
        pieces = {name.id for line in tree.body for name in _names_at_top(line)} - source.used
        whole = {name: sql for name, sql in source.constants.items() if name not in pieces}
        found |= {f"{path.stem}.{name}": sql for name, sql in whole.items()} | source.inline
        faults += [f"{path.stem}.{name} is never used" for name in whole.keys() - source.used]
        unnamed |= source.unnamed
    faults += [f"{place} executes what has no name" for place in unnamed - UNNAMED.keys()]
    return Found(found, frozenset(unnamed), faults)


def _read(name: str, tree: ast.Module) -> Source:
    """Read a module of the engine."""
    module = messaging if name == "__init__" else import_module(f"{messaging.__name__}.{name}")
    source = Source(
        module,
        {
            target.id: value
            for line in tree.body
            for target in _targets(line)
            if isinstance(value := getattr(module, target.id), str) and _VERB.match(value)
        },
    )
    for line in tree.body:
        if isinstance(line, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            source.look_at(line, f"{name}.{line.name}")
    return source


def _targets(line: ast.stmt) -> list[ast.Name]:
    """Return the names that a line gives values to."""
    match line:
        case ast.Assign(targets):
            return [target for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(ast.Name() as target, _, ast.expr()):
            return [target]
        case _:
            return []


def _names_at_top(line: ast.stmt) -> list[ast.Name]:
    """Return the names that a constant is made of."""
    value = line.value if isinstance(line, (ast.Assign, ast.AnnAssign)) else None
    return [] if value is None else [one for one in ast.walk(value) if isinstance(one, ast.Name)]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What ANALYZE may have left: how many rows there are, and how many of them look alike.

    What `rows` says is said of every table but those in `tables`.
    """

    rows: int
    alike: int
    tables: Mapping[str, int] = field(default_factory=dict)


_MILLION = 1_000_000
# A planner that believes these thinks little of our indexes.
DISCOURAGING = {
    "none": None,
    "indexes that find little": Statistics(_MILLION, 1000),
    "indexes that find nothing": Statistics(_MILLION, _MILLION),
}
HISTORY = ("outbound", "inbound", "attempt", "event", "part", "part_id", "queue")
# One that believes these reads whole tables or sorts, for there is next to nothing in them.
BELITTLING = (
    {
        "nothing anywhere": Statistics(0, 0),
        "one of each": Statistics(1, 1),
        "a few of each": Statistics(20, 1),
        "indexes that find one": Statistics(_MILLION, 1),
    }
    | {f"no {table}": Statistics(_MILLION, 1, {table: 0}) for table in HISTORY}
    | {f"nothing but {table}": Statistics(0, 1, {table: _MILLION}) for table in HISTORY}
)


def _tell(db: sqlite3.Connection, told: Statistics) -> None:
    """Leave statistics in a journal, as somebody does who runs ANALYZE."""
    db.execute("ANALYZE")
    db.execute("DELETE FROM sqlite_stat1")
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (table,) in db.execute(tables).fetchall():
        rows = told.tables.get(table, told.rows)
        db.execute("INSERT INTO sqlite_stat1 VALUES (?, NULL, ?)", (table, str(rows)))
        for _, index, is_unique, *_ in db.execute(f"PRAGMA index_list({table})").fetchall():
            columns = len(db.execute(f"PRAGMA index_info({index})").fetchall())
            alike = [min(told.alike, rows)] * columns
            if is_unique:
                alike[-1] = 1
            values = " ".join(map(str, (rows, *alike)))
            db.execute("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, index, values))
    db.execute("ANALYZE sqlite_schema")


type Values = Mapping[str, None] | Sequence[None]
type Explain = Callable[[str, Values], Sequence[Sequence[object]]]
type Plans = Mapping[str, Sequence[str]]


def _plans(explain: Explain) -> Plans:
    """Return the steps of all statements' plans."""
    plans = {}
    for name, sql in statements().statements.items():
        named = set(re.findall(r":([a-z_]+)", sql))
        values: Values = dict.fromkeys(named) if named else (None,) * sql.count("?")
        rows = explain(f"EXPLAIN QUERY PLAN {sql}", values)
        # Whether an index has all that is needed is no matter of how many rows are read.
        plans[name] = [str(row[3]).replace("USING COVERING INDEX", "USING INDEX") for row in rows]
    return plans


def _all_plans(path: Path, db: sqlite3.Connection) -> dict[str, Plans]:
    """Return the plans of both SQLites."""
    newest = apsw.Connection(str(path))
    with closing(newest):
        return {
            sqlite3.sqlite_version: _plans(lambda sql, values: db.execute(sql, values).fetchall()),
            apsw.sqlite_lib_version(): _plans(
                lambda sql, values: newest.execute(sql, values, can_cache=False).fetchall()
            ),
        }


def _offences(plans: Mapping[str, Plans]) -> list[str]:
    """Return what a plan must not do, and what is no exception."""
    return [
        f"{name} ({version}): {step}"
        for version, of_version in plans.items()
        for name, steps in of_version.items()
        for step in steps
        if _is_offence(step) and (name, step) not in EXCEPTIONS
    ]


def _is_offence(step: str) -> bool:
    """Tell whether a step reads a whole table, or keeps rows aside to sort or to find them."""
    if _NO_TABLE.match(step):
        return False
    # A SEARCH without an index is one for the least or the greatest: it reads all, or the first.
    return "AUTOMATIC" in step or bool(
        re.match(r"SCAN |SEARCH \w+$|USE TEMP B-TREE|BLOOM FILTER ON ", step)
    )


def _explain(path: Path, told: Statistics | None, *, anew: bool) -> dict[str, Plans]:
    """Return all plans on a journal that somebody has run ANALYZE on, perhaps while it was open."""
    with closing(journal_file.connect(path, in_backup=False)) as db:
        fill(db, 20)
        if told is not None:
            _tell(db, told)
        if not anew:
            return _all_plans(path, db)
    with closing(journal_file.connect(path, in_backup=False)) as db:
        return _all_plans(path, db)


def test_every_statement_is_found() -> None:
    found = statements()
    assert not found.faults
    assert found.unnamed == UNNAMED.keys()
    assert len(found.statements) > 100


@pytest.mark.parametrize("told", DISCOURAGING.values(), ids=DISCOURAGING)
def test_plans_read_no_more_than_they_need(path: Path, told: Statistics | None) -> None:
    assert not _offences(_explain(path, told, anew=False))


def test_every_exception_is_met(path: Path) -> None:
    plans = _explain(path, None, anew=False)
    met = {
        (name, step)
        for of_version in plans.values()
        for name, steps in of_version.items()
        for step in steps
    }
    assert not EXCEPTIONS.keys() - met


def test_a_planner_has_no_choice(tmp_path: Path) -> None:
    """Whatever discourages it, it reads the same tables by the same indexes."""
    chosen: dict[str, set[tuple[str, ...]]] = {}
    for what, told in DISCOURAGING.items():
        for plans in _explain(tmp_path / what, told, anew=False).values():
            for name, steps in plans.items():
                reads = tuple(step for step in steps if re.match("SEARCH|SCAN", step))
                chosen.setdefault(name, set()).add(reads)
    assert not {name: ways for name, ways in chosen.items() if len(ways) > 1}


@pytest.mark.parametrize("told", BELITTLING.values(), ids=BELITTLING)
def test_a_journal_forgets_its_statistics(path: Path, told: Statistics) -> None:
    """Where they say that there is nothing to read, no statement could keep a planner from it."""
    plans = _explain(path, told, anew=True)
    assert not _offences(plans)
    assert plans == _explain(path.with_name("without.db"), None, anew=True)


NOW = 1_795_176_000.0
_DAY = 86400.0
_COUNTED = (
    "WITH RECURSIVE counted(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted LIMIT :count)"
)
# All of it to and from one phone, with one tag and one text: an index that is too short shows.
_OLD = (
    """
    INSERT INTO outbound (message_id, number, text, channel, priority, tag, parts, truncated,
        smart_encoded, retry_rate, created_at, expires_at, state, attempts, accepted_at,
        provider_message_id, automatic, reply_code, uncertain, request)
    SELECT 'old-' || i, :number, 'door open', 'sms', i % 2, 'door', 1, 0, 0, 60, :old - i,
        :old - i + 300,
        CASE i % 4 WHEN 0 THEN 'delivered' WHEN 1 THEN 'undelivered' WHEN 2 THEN 'rejected'
            ELSE 'expired' END,
        2, iif(i % 4 < 2, :old - i + 1, NULL), 'their-' || (i / 10), i % 5 = 0, 'A', i % 3 = 0,
        i / 10
    FROM counted
    """,
    """
    INSERT INTO attempt (message_id, at, state, error_kind, number)
    SELECT 'old-' || i, :old - i, 'queued', 'network', 1 FROM counted
    """,
    "INSERT INTO part_id SELECT 'their-part-' || i, i, 'delivered' FROM counted",
    """
    INSERT INTO inbound (message_id, provider_message_id, sender, recipient, channel, text,
        said_at, received_at, parts, complete, in_reply_to)
    SELECT 'old-in-' || i, iif(i % 2, 'their-in-' || i, NULL), :number, :home, 'sms', 'yes',
        :old - i, :old - i, 1, 1, 'old-' || i
    FROM counted
    """,
    """
    INSERT INTO part (provider_message_id, sender, recipient, channel, reference, total, number,
        text, received_at, joined)
    SELECT 'their-part-in-' || i, :number, :home, 'sms', i / 2 % 256, 2, 1 + i % 2, x'6100',
        :old - i, TRUE
    FROM counted
    """,
    "INSERT INTO tally SELECT CAST(:old / 900 AS INTEGER) - i, 1, 1 FROM counted",
)


def fill(db: sqlite3.Connection, count: int) -> None:
    """Put old messages into a journal: so many out and in, and all that is kept of them."""
    values = {"count": count, "number": NUMBER, "home": HOME, "old": NOW - 5 * _DAY}
    db.execute("BEGIN")
    for statement in _OLD:
        db.execute(f"{_COUNTED} {statement}", values)
    db.execute("COMMIT")


_ROOM = Room(requests=2, critical=1, size=3, one_text=False)
_CRITICAL_ROOM = Room(requests=0, critical=1, size=3, one_text=False)
_ONE_TEXT_ROOM = Room(requests=1, critical=0, size=3, one_text=True)
_LIMITS = Limits(hourly_messages=100, daily_parts=1000, midnight=NOW - _DAY / 2)
_TERMS = Terms(BlockLift.ANY_MESSAGE, Vocabulary())


def _decide(message: OutboundMessage, result: SendResult) -> Outcome:
    """Decide what becomes of a message, as an outbox does."""
    if isinstance(result, Accepted):
        theirs, further = result.provider_message_id, result.further_ids
        return Outcome(message, MessageState.ACCEPTED, None, theirs, further)
    if result.retryable:
        return Outcome(message, MessageState.QUEUED, NOW + 60, error=result)
    return Outcome(message, MessageState.REJECTED, error=result)


class _Day:
    """The work of a day on a journal; each method is a unit of it, in the order of WORK."""

    def __init__(self, db: Writer) -> None:
        """Begin with nothing to do."""
        self.db = db
        self._under_way: list[OutboundMessage] = []
        self._accepted = ""

    def submit_what_leaves_at_once(self) -> None:
        assert len(self._submit(draft(priority=Priority.CRITICAL, tag="alarm"))) == 1
        claims.claim(self.db, _CRITICAL_ROOM)
        assert len(self._claimed()) == 1

    def submit(self) -> None:
        taken = self._submit(
            *[draft(tag="door", sender_follows=True, reply_code="B") for _ in range(12)],
            draft(number=OTHER, tag="window"),
        )
        assert len(taken) == 13

    def turn(self) -> None:
        waiting.sweep(self.db, NOW, None)
        waiting.promote(self.db, NOW)
        claims.claim(self.db, _ROOM)
        assert waiting.next_moment(self.db) is not None
        assert len(self._claimed()) == 6

    def turn_for_one_text(self) -> None:
        claims.claim(self.db, _ONE_TEXT_ROOM)
        assert len(self._claimed()) == 1

    def accept(self) -> None:
        self._accepted = self._under_way[0].message_id
        self._settle([Accepted(f"new-{at}", (f"new-part-{at}",)) for at in range(4)])

    def fail(self) -> None:
        often = [replace(message, attempts=30) for message in self._under_way]
        self._under_way = often
        self._settle([NO_ANSWER, DOWN, BAD_NUMBER])

    def report_by_our_id(self) -> None:
        assert self._report(DeliveryReport(self._accepted, None, ReportedState.SENT))

    def report_by_their_id(self) -> None:
        assert self._report(DeliveryReport(None, "new-2", ReportedState.DELIVERED, to=NUMBER))

    def report_by_a_part(self) -> None:
        assert self._report(DeliveryReport(None, "new-part-3", ReportedState.DELIVERED))

    def report_by_another_of_the_request(self) -> None:
        self._report(DeliveryReport("old-7", None, ReportedState.DELIVERED, to=OTHER))

    def reply(self) -> None:
        assert self._receive(reply("yes", provider_message_id="in-1"))

    def reply_with_a_code(self) -> None:
        assert self._receive(reply("B: yes"))

    def reply_to_what_is_named(self) -> None:
        assert self._receive(reply("yes!", related="old-9", related_provider="their-5"))
        assert self._receive(reply("yes!!", related_provider="their-5"))
        assert self._receive(reply("yes!!!", related_provider="their-part-5"))
        assert self._receive(reply("yes!!!!", related_provider="of nobody"))

    def reply_that_is_there(self) -> None:
        assert self._receive(reply("yes", provider_message_id="in-1")) is None
        assert self._receive(reply("B: yes")) is None

    def reply_in_parts(self) -> None:
        for number in (1, 2):
            part = Part(reference=7, total=2, number=number)
            told = self._receive(reply(f"part {number}", part=part))
        assert told
        assert parts.next_overdue(self.db) is None
        inbound.give_out(self.db, NOW, _TERMS)

    def stop(self) -> None:
        assert self._receive(reply("STOP", sender=OTHER))
        assert consent.blocks(self.db, [OTHER])
        assert limits.may_answer(self.db, OTHER, (), NOW)

    def start(self) -> None:
        assert self._receive(reply("START", sender=OTHER))
        assert not consent.blocks(self.db, [OTHER])
        assert not inbound.has_heard_stop(self.db, NUMBER, NOW, Vocabulary())

    def hand_over(self) -> None:
        away.schedule(self.db, 1.0, may_repeat=True)
        assert away.next_offer(self.db) is not None
        marked = away.hand_over(self.db, "other", NOW + 1)
        assert len(marked) > 3
        assert len(away.away(self.db)) == len(marked)
        assert not away.opted_out(self.db)
        theirs = marked[0].accepted("theirs")
        refused = [message.message_id for message in marked[1:]]
        away.note(self.db, Whereabouts([theirs], refused), NOW)

    def poll(self) -> None:
        setting.write(self.db, "asked", str(NOW))
        assert setting.read(self.db, "asked")
        old = reply("yes", provider_message_id="their-in-1")
        assert self._receive(old) is None

    def look(self) -> None:
        newest = outbound.latest_to(self.db, NUMBER)
        assert newest is not None
        assert outbound.find_all(self.db, [newest.message_id, "old-1"])
        assert outbound.attempts(self.db, newest) is not None
        for number in (None, NUMBER):
            wanted = Search(Direction.BOTH, [], number, 0.0, 10)
            assert len(history.search(self.db, wanted)) == 10

    def look_at_conversations(self) -> None:
        (newest,) = threads.newest(self.db, threads.TOP, 1)
        assert threads.when(self.db, [newest.number])
        assert threads.summaries(self.db, {NUMBER: NOW - 10 * _DAY, OTHER: NOW})
        page = conversation.before(self.db, NUMBER, conversation.END, 10)
        assert len(page) == 10
        assert conversation.before(self.db, NUMBER, page[-1].position, 10)
        assert len(conversation.from_on(self.db, NUMBER, page[5].position, 6)) == 6
        assert conversation.story(self.db, "old-4")
        assert conversation.story(self.db, "old-in-4")
        assert figures.between(self.db, NOW - _DAY, NOW + _DAY)
        assert conversation.said_at(self.db, NUMBER, page[0].position.at) is not None
        assert price.of_part(self.db, NUMBER) is None

    def cancel(self) -> None:
        assert waiting.cancel(self.db, "old-1", None) == (0, [])
        (count, elsewhere) = waiting.cancel(self.db, None, "door")
        assert count > 3
        assert not elsewhere
        assert waiting.cancel(self.db, None, "door", "nobody") == (0, [])

    def set_the_clock(self) -> None:
        waiting.shift(self.db, 60.0)

    def expire(self) -> None:
        self.submit()
        waiting.sweep(self.db, NOW + _DAY, None)
        assert waiting.next_moment(self.db) is None

    def start_anew(self) -> None:
        assert untold.load(self.db)
        assert not consent.blocked_numbers(self.db)
        assert not consent.blocked_everywhere(self.db)
        assert len(waiting.sending(self.db)) == 1
        waiting.hasten(self.db)
        waiting.end_stuck(self.db)
        waiting.count(self.db)
        assert outbound.accepted_since(self.db, NOW - _DAY / 2)

    def forget_what_was_told(self) -> None:
        events.forget(self.db, events.last(self.db))

    def purge_nothing(self) -> None:
        assert retention.purge(self.db, NOW - 400 * _DAY) == 0

    def purge(self) -> None:
        assert retention.purge(self.db, NOW - _DAY) == 3 * retention.SLICE

    def _submit(self, *drafts: Draft) -> list[OutboundMessage]:
        admitted = limits.admit(self.db, drafts, _LIMITS, Numbers(), NOW)
        wanted = [one for one in admitted if isinstance(one, Draft)]
        return claims.insert(self.db, wanted, NOW, offer_after=60.0, by_kin=True)

    def _claimed(self) -> list[OutboundMessage]:
        changes = self.db.take_changes()
        new = [one for change in changes if isinstance(change, Claimed) for one in change.batch]
        self._under_way += new
        return new

    def _settle(self, results: Sequence[SendResult]) -> None:
        count = len(results)
        attempted, self._under_way = self._under_way[:count], self._under_way[count:]
        settled = list(zip(attempted, results, strict=True))
        outcomes.settle(self.db, settled, _decide, NOW, began_at=NOW, may_repeat=True)

    def _report(self, found: DeliveryReport) -> OutboundMessage | None:
        return reports.report(self.db, found, NOW)

    def _receive(self, message: InboundMessage) -> list[MessageReceived] | None:
        return inbound.receive(self.db, message, NOW, _TERMS)


WORK = tuple(
    work for name, work in vars(_Day).items() if callable(work) and not name.startswith("_")
)


def _steps(db: sqlite3.Connection, work: Callable[[], object]) -> int:
    """Return how many steps SQLite's machine takes for some work."""
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    db.set_progress_handler(step, 1)
    try:
        work()
    finally:
        db.set_progress_handler(None, 1)
    return count


def _day(path: Path, count: int) -> dict[str, int]:
    """Return what each unit of a day's work costs beside so many old messages."""
    with closing(journal_file.connect(path, in_backup=False)) as db:
        fill(db, count)
        day = _Day(db)
        return {work.__name__: _steps(db, partial(work, day)) for work in WORK}


def test_a_day_costs_the_same_for_ever(tmp_path: Path) -> None:
    young = _day(tmp_path / "young.db", 2_000)
    old = _day(tmp_path / "old.db", 20_000)
    assert all(young.values())
    dearer = {
        name: (young[name], old[name]) for name in young if old[name] > 1.3 * young[name] + 50
    }
    assert not dearer


def test_what_reads_everything_is_noticed(path: Path) -> None:
    with closing(journal_file.connect(path, in_backup=False)) as db:
        fill(db, 2_000)
        assert _steps(db, lambda: db.execute("SELECT 1 FROM outbound WHERE text = ''")) > 2_000

"""The tables of the journal, a script for each version; a released one is never edited."""

from . import bridge_schema, page_schema

MIGRATIONS = (
    """
    CREATE TABLE outbound (
        sequence INTEGER PRIMARY KEY,
        message_id TEXT NOT NULL UNIQUE,
        number TEXT NOT NULL,
        text TEXT NOT NULL,
        sender TEXT,
        channel TEXT NOT NULL,
        priority INTEGER NOT NULL,
        tag TEXT,
        parts INTEGER NOT NULL,
        truncated INTEGER NOT NULL,
        smart_encoded INTEGER NOT NULL,
        retry_rate REAL NOT NULL,
        created_at REAL NOT NULL,
        expires_at REAL,
        due_at REAL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        accepted_at REAL,
        provider_message_id TEXT,
        error_kind TEXT,
        error_code TEXT,
        error_text TEXT
    );
    CREATE INDEX outbound_waiting ON outbound (priority DESC, sequence, due_at)
        WHERE state = 'queued';
    CREATE INDEX outbound_due ON outbound (due_at) WHERE state = 'queued';
    CREATE INDEX outbound_expiring ON outbound (expires_at) WHERE state = 'queued';
    CREATE INDEX outbound_sending ON outbound (sequence) WHERE state = 'sending';
    CREATE INDEX outbound_number ON outbound (number, created_at);
    CREATE INDEX outbound_created ON outbound (created_at);
    CREATE INDEX outbound_accepted ON outbound (accepted_at) WHERE accepted_at IS NOT NULL;
    CREATE INDEX outbound_provider ON outbound (provider_message_id)
        WHERE provider_message_id IS NOT NULL;

    CREATE TABLE inbound (
        sequence INTEGER PRIMARY KEY,
        message_id TEXT NOT NULL UNIQUE,
        provider_message_id TEXT UNIQUE,
        sender TEXT NOT NULL,
        recipient TEXT NOT NULL,
        text TEXT NOT NULL,
        sent_at REAL,
        received_at REAL NOT NULL,
        in_reply_to TEXT
    );
    CREATE INDEX inbound_without_id ON inbound (sender, received_at)
        WHERE provider_message_id IS NULL;

    CREATE TABLE block (number TEXT PRIMARY KEY, scope TEXT NOT NULL, since REAL NOT NULL)
        WITHOUT ROWID;

    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE event (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        message_id TEXT NOT NULL,
        state TEXT,
        previous_state TEXT,
        scope TEXT
    );
    """,
    """
    ALTER TABLE outbound ADD COLUMN cost REAL;

    ALTER TABLE inbound ADD COLUMN channel TEXT NOT NULL DEFAULT 'sms';
    ALTER TABLE inbound ADD COLUMN parts INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE inbound ADD COLUMN complete INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE inbound ADD COLUMN said_at REAL NOT NULL DEFAULT 0;
    UPDATE inbound SET said_at = min(coalesce(sent_at, received_at), received_at);
    CREATE INDEX inbound_sender ON inbound (sender, said_at);
    CREATE INDEX inbound_recipient ON inbound (recipient);

    CREATE TABLE part (
        sequence INTEGER PRIMARY KEY,
        provider_message_id TEXT UNIQUE,
        sender TEXT NOT NULL,
        recipient TEXT NOT NULL,
        channel TEXT NOT NULL,
        reference INTEGER NOT NULL,
        total INTEGER NOT NULL,
        number INTEGER NOT NULL,
        text BLOB NOT NULL,
        sent_at REAL,
        received_at REAL NOT NULL,
        related_message_id TEXT,
        related_provider_message_id TEXT,
        joined INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX part_message ON part (sender, recipient, reference, total);
    CREATE INDEX part_waiting ON part (received_at) WHERE NOT joined;
    """,
    """
    ALTER TABLE outbound ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outbound ADD COLUMN reply_code TEXT;
    CREATE INDEX outbound_tag ON outbound (tag) WHERE tag IS NOT NULL;
    CREATE INDEX inbound_received ON inbound (received_at);

    CREATE TABLE attempt (
        sequence INTEGER PRIMARY KEY,
        message_id TEXT NOT NULL,
        at REAL NOT NULL,
        state TEXT NOT NULL,
        error_kind TEXT,
        error_code TEXT,
        error_text TEXT
    );
    CREATE INDEX attempt_message ON attempt (message_id);
    """,
    """
    ALTER TABLE outbound ADD COLUMN uncertain INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outbound ADD COLUMN offer_at REAL;
    ALTER TABLE outbound ADD COLUMN fallback TEXT;
    ALTER TABLE outbound ADD COLUMN origin TEXT;
    CREATE INDEX outbound_offer ON outbound (offer_at) WHERE offer_at IS NOT NULL;
    CREATE INDEX outbound_handed_over ON outbound (sequence) WHERE fallback IS NOT NULL;
    """,
    """
    -- What is still to be done. Everything here is small: the work of each day reads it, and never
    -- what is over. A message that is under way has no number, no tag and no moment in it, so that
    -- nothing ends it meanwhile, and a lone alert touches one page of it.
    CREATE TABLE queue (
        sequence INTEGER PRIMARY KEY,
        stage TEXT NOT NULL,
        priority INTEGER NOT NULL,
        number TEXT,
        tag TEXT,
        due_at REAL,
        expires_at REAL,
        offer_at REAL,
        kin INTEGER,
        single INTEGER NOT NULL DEFAULT 0,
        called_back INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX queue_ready ON queue (priority DESC, sequence) WHERE stage = 'ready';
    CREATE INDEX queue_kin ON queue (kin, priority DESC, sequence)
        WHERE stage = 'ready' AND kin IS NOT NULL;
    CREATE INDEX queue_due ON queue (due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX queue_expiring ON queue (expires_at) WHERE expires_at IS NOT NULL;
    CREATE INDEX queue_offer ON queue (offer_at) WHERE offer_at IS NOT NULL;
    CREATE INDEX queue_number ON queue (number) WHERE number IS NOT NULL;
    CREATE INDEX queue_tag ON queue (tag) WHERE tag IS NOT NULL;
    CREATE INDEX queue_away ON queue (sequence) WHERE stage = 'away';

    INSERT INTO queue (sequence, stage, priority, number, tag, due_at, expires_at, offer_at)
    SELECT sequence,
        CASE WHEN fallback IS NOT NULL THEN 'away'
            WHEN state = 'sending' THEN 'sending' ELSE 'later' END,
        priority,
        iif(automatic OR (state = 'sending' AND fallback IS NULL), NULL, number),
        tag,
        iif(state = 'queued' AND fallback IS NULL, due_at, NULL),
        CASE WHEN fallback IS NOT NULL THEN expires_at + 60
            WHEN state = 'queued' THEN expires_at END,
        iif(state = 'queued' AND fallback IS NULL, offer_at, NULL)
    FROM (
        SELECT * FROM outbound WHERE state = 'queued' AND sequence IN
            (SELECT sequence FROM outbound INDEXED BY outbound_due WHERE state = 'queued')
        UNION ALL
        SELECT * FROM outbound INDEXED BY outbound_sending WHERE state = 'sending'
    );
    INSERT OR IGNORE INTO queue (sequence, stage, priority)
    SELECT sequence, 'away', priority FROM outbound INDEXED BY outbound_handed_over
    WHERE fallback IS NOT NULL AND state IN ('accepted', 'sent');

    DROP INDEX outbound_waiting;
    DROP INDEX outbound_due;
    DROP INDEX outbound_expiring;
    DROP INDEX outbound_sending;
    DROP INDEX outbound_accepted;
    DROP INDEX outbound_tag;
    DROP INDEX outbound_offer;
    DROP INDEX outbound_handed_over;
    DROP INDEX outbound_provider;

    -- due_at is the queue's now. request is the first message of those that went out together.
    ALTER TABLE outbound ADD COLUMN request INTEGER;
    ALTER TABLE outbound ADD COLUMN sent_by TEXT;
    ALTER TABLE outbound ADD COLUMN resend_of TEXT;
    CREATE INDEX outbound_provider ON outbound (provider_message_id, number)
        WHERE provider_message_id IS NOT NULL;
    CREATE INDEX outbound_request ON outbound (request, number) WHERE request IS NOT NULL;
    CREATE INDEX outbound_reply_code ON outbound (number, reply_code, created_at)
        WHERE reply_code IS NOT NULL;

    -- A gateway may give each part of a message an id of its own, and report on each.
    CREATE TABLE part_id (
        provider_message_id TEXT NOT NULL,
        message INTEGER NOT NULL,
        state TEXT,
        PRIMARY KEY (provider_message_id, message)
    ) WITHOUT ROWID;
    CREATE INDEX part_id_message ON part_id (message);

    -- What was sent, or may have been, in quarters of an hour: every day begins with one of them.
    CREATE TABLE tally (
        slot INTEGER PRIMARY KEY,
        parts INTEGER NOT NULL,
        answers INTEGER NOT NULL
    );
    INSERT INTO tally
    SELECT CAST(created_at / 900 AS INTEGER), sum(iif(automatic, 0, parts)), sum(automatic)
    FROM outbound
    WHERE created_at >= unixepoch() - 172800
        AND (state NOT IN ('rejected', 'expired', 'cancelled') OR uncertain)
    GROUP BY 1;

    -- An attempt that got through is what the message itself says; these are the others.
    ALTER TABLE attempt ADD COLUMN number INTEGER;
    DELETE FROM attempt WHERE message_id IN (
        SELECT message_id FROM queue CROSS JOIN outbound USING (sequence) WHERE attempts > 21
    ) AND sequence NOT IN (
        SELECT sequence FROM (
            SELECT sequence,
                row_number() OVER (PARTITION BY message_id ORDER BY sequence) AS first,
                row_number() OVER (PARTITION BY message_id ORDER BY sequence DESC) AS last
            FROM attempt WHERE message_id IN (
                SELECT message_id FROM queue CROSS JOIN outbound USING (sequence)
                WHERE attempts > 21)
        ) WHERE first = 1 OR last <= 20
    );

    -- One id of a gateway's may stand for two messages: some count anew. Hence without UNIQUE.
    CREATE TABLE inbound_anew (
        sequence INTEGER PRIMARY KEY,
        message_id TEXT NOT NULL,
        provider_message_id TEXT,
        sender TEXT NOT NULL,
        recipient TEXT NOT NULL,
        channel TEXT NOT NULL,
        text TEXT NOT NULL,
        sent_at REAL,
        said_at REAL NOT NULL,
        received_at REAL NOT NULL,
        parts INTEGER NOT NULL,
        complete INTEGER NOT NULL,
        in_reply_to TEXT,
        media TEXT
    );
    INSERT INTO inbound_anew
    SELECT sequence, message_id, provider_message_id, sender, recipient, channel, text, sent_at,
        said_at, received_at, parts, complete, in_reply_to, NULL
    FROM inbound;

    CREATE TABLE own_number (number TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
    INSERT INTO own_number SELECT recipient, max(received_at) FROM inbound GROUP BY recipient;

    CREATE TABLE event_anew (
        sequence INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        message INTEGER NOT NULL,
        state TEXT,
        previous_state TEXT,
        scope TEXT
    );
    INSERT INTO event_anew
    SELECT event.sequence, kind, outbound.sequence, event.state, previous_state, scope
    FROM event CROSS JOIN outbound USING (message_id) WHERE kind = 'status'
    UNION ALL
    SELECT event.sequence, kind, inbound.sequence, NULL, NULL, scope
    FROM event CROSS JOIN inbound USING (message_id) WHERE kind <> 'status';
    DROP TABLE event;
    ALTER TABLE event_anew RENAME TO event;

    DROP TABLE inbound;
    ALTER TABLE inbound_anew RENAME TO inbound;
    CREATE INDEX inbound_provider ON inbound (provider_message_id)
        WHERE provider_message_id IS NOT NULL;
    CREATE INDEX inbound_without_id ON inbound (sender, received_at)
        WHERE provider_message_id IS NULL;
    CREATE INDEX inbound_sender ON inbound (sender, said_at);
    CREATE INDEX inbound_received ON inbound (received_at);

    CREATE TABLE part_anew (
        sequence INTEGER PRIMARY KEY,
        provider_message_id TEXT,
        sender TEXT NOT NULL,
        recipient TEXT NOT NULL,
        channel TEXT NOT NULL,
        reference INTEGER NOT NULL,
        total INTEGER NOT NULL,
        number INTEGER NOT NULL,
        text BLOB NOT NULL,
        sent_at REAL,
        received_at REAL NOT NULL,
        related_message_id TEXT,
        related_provider_message_id TEXT,
        joined INTEGER NOT NULL DEFAULT 0
    );
    INSERT INTO part_anew SELECT * FROM part;
    DROP TABLE part;
    ALTER TABLE part_anew RENAME TO part;
    CREATE INDEX part_provider ON part (provider_message_id)
        WHERE provider_message_id IS NOT NULL;
    CREATE INDEX part_message
        ON part (sender, recipient, reference, total, joined, number, received_at);
    CREATE INDEX part_waiting ON part (received_at) WHERE NOT joined;
    CREATE INDEX part_joined ON part (received_at) WHERE joined;

    -- When somebody took a STOP back: an older block, from wherever it comes, does not count then.
    CREATE TABLE lifted (number TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;

    -- A copy of user_version: a damaged header must not look like a newer version.
    INSERT OR REPLACE INTO setting (name, value) VALUES ('schema', '5');
    """,
    """
    -- When somebody took back a STOP that holds for all accounts: others have to hear of it.
    ALTER TABLE lifted ADD COLUMN everywhere REAL;
    -- What somebody says whom nobody here knows is not kept for ever.
    ALTER TABLE lifted ADD COLUMN forget_at REAL;
    ALTER TABLE block ADD COLUMN forget_at REAL;
    CREATE INDEX lifted_forgotten ON lifted (forget_at) WHERE forget_at IS NOT NULL;
    CREATE INDEX block_forgotten ON block (forget_at) WHERE forget_at IS NOT NULL;

    INSERT OR REPLACE INTO setting (name, value) VALUES ('schema', '6');
    """,
    """
    -- What a gateway has itself taken a message for; parts have it, and pictures, like whole ones.
    ALTER TABLE inbound ADD COLUMN verdict TEXT;
    ALTER TABLE part ADD COLUMN verdict TEXT;
    ALTER TABLE part ADD COLUMN media TEXT;

    INSERT OR REPLACE INTO setting (name, value) VALUES ('schema', '7');
    """,
    page_schema.SCRIPT,
    bridge_schema.SCRIPT,
)

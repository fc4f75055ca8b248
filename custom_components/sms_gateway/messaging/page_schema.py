"""What the page needs, in the eighth version of the journal; released, never edited."""

SCRIPT = """
    -- When the phone had it.
    ALTER TABLE outbound ADD COLUMN delivered_at REAL;
    CREATE INDEX outbound_resend ON outbound (resend_of) WHERE resend_of IS NOT NULL;
    CREATE INDEX inbound_message ON inbound (message_id);

    -- Who was written to or has written, and when last. What another account has asked for is a
    -- conversation of that one's.
    CREATE TABLE thread (number TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
    CREATE INDEX thread_at ON thread (at);
    INSERT INTO thread SELECT number, max(at) FROM (
        SELECT number, max(created_at) AS at FROM outbound WHERE origin IS NULL GROUP BY number
        UNION ALL SELECT sender, max(said_at) FROM inbound GROUP BY sender
    ) GROUP BY number;

    -- Who said by hand who may be written to, and why.
    CREATE TABLE consent_note (
        sequence INTEGER PRIMARY KEY,
        number TEXT NOT NULL,
        at REAL NOT NULL,
        user TEXT NOT NULL,
        subscribed INTEGER NOT NULL,
        scope TEXT NOT NULL,
        note TEXT NOT NULL
    );
    CREATE INDEX consent_note_number ON consent_note (number);

    -- What became of the messages of each hour, and what came in: figures for a person, which no
    -- message is read for. It is kept by triggers, so that nothing that writes can forget it.
    CREATE TABLE figure (
        hour INTEGER PRIMARY KEY,
        sent INTEGER NOT NULL DEFAULT 0,
        parts INTEGER NOT NULL DEFAULT 0,
        delivered INTEGER NOT NULL DEFAULT 0,
        failed INTEGER NOT NULL DEFAULT 0,
        cancelled INTEGER NOT NULL DEFAULT 0,
        received INTEGER NOT NULL DEFAULT 0,
        cost REAL NOT NULL DEFAULT 0,
        within_10 INTEGER NOT NULL DEFAULT 0,
        within_60 INTEGER NOT NULL DEFAULT 0,
        within_600 INTEGER NOT NULL DEFAULT 0,
        within_3600 INTEGER NOT NULL DEFAULT 0,
        later INTEGER NOT NULL DEFAULT 0
    );
    INSERT INTO figure (hour, sent, parts, delivered, failed, cancelled, received, cost)
    SELECT hour, sum(sent), sum(parts), sum(delivered), sum(failed), sum(cancelled),
        sum(received), sum(cost)
    FROM (
        SELECT CAST(created_at / 3600 AS INTEGER) AS hour,
            origin IS NULL AS sent,
            iif(origin IS NULL, parts, 0) AS parts,
            origin IS NULL AND state = 'delivered' AS delivered,
            origin IS NULL AND state IN ('undelivered', 'rejected', 'expired') AS failed,
            origin IS NULL AND state = 'cancelled' AS cancelled,
            0 AS received,
            iif(fallback IS NULL, coalesce(cost, 0), 0) AS cost
        FROM outbound
        UNION ALL
        SELECT CAST(received_at / 3600 AS INTEGER), 0, 0, 0, 0, 0, 1, 0 FROM inbound
    ) GROUP BY hour;

    CREATE TRIGGER outbound_taken AFTER INSERT ON outbound WHEN NEW.origin IS NULL BEGIN
        INSERT INTO thread (number, at) VALUES (NEW.number, NEW.created_at)
            ON CONFLICT (number) DO UPDATE SET at = max(at, excluded.at);
        INSERT INTO figure (hour, sent, parts)
            VALUES (CAST(NEW.created_at / 3600 AS INTEGER), 1, NEW.parts)
            ON CONFLICT (hour) DO UPDATE SET sent = sent + 1, parts = parts + excluded.parts;
    END;
    CREATE TRIGGER outbound_ended AFTER UPDATE OF state ON outbound
    WHEN NEW.origin IS NULL AND NEW.state <> OLD.state AND (
        NEW.state IN ('delivered', 'undelivered', 'rejected', 'expired', 'cancelled')
        OR OLD.state IN ('delivered', 'undelivered', 'rejected', 'expired', 'cancelled')
    ) BEGIN
        UPDATE figure SET
            delivered = delivered + (NEW.state = 'delivered') - (OLD.state = 'delivered'),
            failed = failed + (NEW.state IN ('undelivered', 'rejected', 'expired'))
                - (OLD.state IN ('undelivered', 'rejected', 'expired')),
            cancelled = cancelled + (NEW.state = 'cancelled') - (OLD.state = 'cancelled')
        WHERE hour = CAST(NEW.created_at / 3600 AS INTEGER);
    END;
    CREATE TRIGGER outbound_delivered AFTER UPDATE OF delivered_at ON outbound
    WHEN NEW.origin IS NULL AND OLD.delivered_at IS NULL AND NEW.delivered_at IS NOT NULL BEGIN
        UPDATE figure SET
            within_10 = within_10 + (NEW.delivered_at - NEW.created_at < 10),
            within_60 = within_60 + (NEW.delivered_at - NEW.created_at BETWEEN 10 AND 59.999),
            within_600 = within_600 + (NEW.delivered_at - NEW.created_at BETWEEN 60 AND 599.999),
            within_3600 = within_3600
                + (NEW.delivered_at - NEW.created_at BETWEEN 600 AND 3599.999),
            later = later + (NEW.delivered_at - NEW.created_at >= 3600)
        WHERE hour = CAST(NEW.created_at / 3600 AS INTEGER);
    END;
    -- Somebody set the clock: what waits moves along with it.
    CREATE TRIGGER outbound_moved AFTER UPDATE OF created_at ON outbound
    WHEN NEW.origin IS NULL AND NEW.state IN ('queued', 'sending') BEGIN
        UPDATE thread SET at = max(at, NEW.created_at) WHERE number = NEW.number;
        UPDATE figure SET sent = sent - 1, parts = parts - OLD.parts
            WHERE hour = CAST(OLD.created_at / 3600 AS INTEGER);
        INSERT INTO figure (hour, sent, parts)
            VALUES (CAST(NEW.created_at / 3600 AS INTEGER), 1, NEW.parts)
            ON CONFLICT (hour) DO UPDATE SET sent = sent + 1, parts = parts + excluded.parts;
    END;
    CREATE TRIGGER outbound_paid AFTER UPDATE OF cost ON outbound
    -- What another account has sent in our place is on that one's bill.
    WHEN NEW.cost IS NOT OLD.cost AND NEW.fallback IS NULL BEGIN
        INSERT INTO figure (hour, cost) VALUES (
            CAST(NEW.created_at / 3600 AS INTEGER), ifnull(NEW.cost, 0) - ifnull(OLD.cost, 0))
            ON CONFLICT (hour) DO UPDATE SET cost = cost + excluded.cost;
    END;
    CREATE TRIGGER inbound_came AFTER INSERT ON inbound BEGIN
        INSERT INTO thread (number, at) VALUES (NEW.sender, NEW.said_at)
            ON CONFLICT (number) DO UPDATE SET at = max(at, excluded.at);
        INSERT INTO figure (hour, received)
            VALUES (CAST(NEW.received_at / 3600 AS INTEGER), 1)
            ON CONFLICT (hour) DO UPDATE SET received = received + 1;
    END;

    INSERT OR REPLACE INTO setting (name, value) VALUES ('schema', '8');
    """

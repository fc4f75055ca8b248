"""The tables of bridges to chat, in the ninth version of the journal; released, never edited."""

SCRIPT = """
    -- A line of messages that somebody reads and writes in a chat client.
    CREATE TABLE bridge (bridge TEXT PRIMARY KEY) WITHOUT ROWID;

    -- Who has which number among the contacts or has written to it, by which form of it, and when
    -- last. The number is empty for the bridge itself, and whoever has left it is not in it.
    CREATE TABLE bridge_contact (
        bridge TEXT NOT NULL,
        user TEXT NOT NULL,
        number TEXT NOT NULL,
        node TEXT NOT NULL,
        is_in INTEGER NOT NULL,
        used_at REAL NOT NULL,
        PRIMARY KEY (bridge, number, user, node)
    ) WITHOUT ROWID;

    -- What went out for whom, and as which of their messages. The problem is what is to be told
    -- where it was not taken, the outcome what was told.
    CREATE TABLE bridge_message (
        message_id TEXT PRIMARY KEY,
        bridge TEXT NOT NULL,
        user TEXT NOT NULL,
        resource TEXT NOT NULL,
        node TEXT NOT NULL,
        stanza_id TEXT,
        wants_receipt INTEGER NOT NULL,
        at REAL NOT NULL,
        problem TEXT,
        outcome TEXT
    ) WITHOUT ROWID;
    CREATE INDEX bridge_message_stanza ON bridge_message (bridge, user, stanza_id)
        WHERE stanza_id IS NOT NULL;
    CREATE INDEX bridge_message_open ON bridge_message (bridge, message_id)
        WHERE outcome IS NULL;
    CREATE INDEX bridge_message_at ON bridge_message (at);

    -- What came in and is still to be handed over to the chat server.
    CREATE TABLE bridge_waiting (
        bridge TEXT NOT NULL,
        message INTEGER NOT NULL,
        PRIMARY KEY (bridge, message)
    ) WITHOUT ROWID;
    CREATE INDEX bridge_waiting_message ON bridge_waiting (message);
    CREATE TRIGGER inbound_bridged AFTER INSERT ON inbound BEGIN
        INSERT OR REPLACE INTO bridge_waiting (bridge, message)
            SELECT bridge, NEW.sequence FROM bridge;
    END;
    CREATE TRIGGER inbound_forgotten AFTER DELETE ON inbound BEGIN
        DELETE FROM bridge_waiting WHERE message = OLD.sequence;
    END;

    INSERT OR REPLACE INTO setting (name, value) VALUES ('schema', '9');
    """

// An SMPP server from npm, between two pipes; it speaks the lines of smsc_smpp34.py.
// Its arguments: a port, and for TLS a file with a certificate and its key.

const fs = require("node:fs");
const readline = require("node:readline");
const smpp = require("smpp");

const FIELDS = [
  "source_addr",
  "source_addr_ton",
  "source_addr_npi",
  "destination_addr",
  "dest_addr_ton",
  "dest_addr_npi",
  "esm_class",
  "data_coding",
  "registered_delivery",
];
const BINDS = ["bind_transceiver", "bind_transmitter", "bind_receiver"];

// The text as it came, and not as the library reads it.
delete smpp.commands.submit_sm.params.short_message.filter;

const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const bound = new Map();
const undecided = new Map();
let sessions = 0;
let submits = 0;

function attend(session) {
  const number = String(++sessions);
  for (const bind of BINDS) {
    session.on(bind, (pdu) => {
      session.send(pdu.response({ system_id: "smsc" }));
      if (bind !== "bind_transmitter") bound.set(number, session);
      tell({ bound: number });
    });
  }
  session.on("submit_sm", (pdu) => {
    undecided.set(++submits, { session, pdu });
    const fields = Object.fromEntries(FIELDS.map((name) => [name, pdu[name]]));
    tell({ submit: submits, short_message: pdu.short_message.toString("hex"), ...fields });
  });
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => {
    session.send(pdu.response());
    session.close();
  });
  session.on("unknown", (pdu) => session.send(pdu.response()));
  // An error that nobody hears ends Node.js.
  session.on("error", () => session.destroy());
  session.on("close", () => {
    if (bound.delete(number)) tell({ unbound: number });
  });
}

function answer(number, fields) {
  const { session, pdu } = undecided.get(number);
  undecided.delete(number);
  session.send(pdu.response(fields));
}

function deliver(tag, fields) {
  const { tlvs = {}, short_message, ...others } = fields;
  const options = { ...others, short_message: Buffer.from(short_message, "hex") };
  for (const [id, value] of Object.entries(tlvs)) {
    const octets = Buffer.from(value, "hex");
    const tlv = smpp.tlvsById[id];
    options[tlv.tag] = tlv.type.read(octets, 0, octets.length);
  }
  [...bound.values()].at(-1).deliver_sm(options, (pdu) => {
    tell({ answered: tag, status: pdu.command_status });
  });
}

const lines = readline.createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const told = JSON.parse(line);
  if ("accept" in told) answer(told.accept, { message_id: told.id });
  else if ("reject" in told) answer(told.reject, { command_status: told.status });
  else deliver(told.tag, told.deliver);
});
lines.on("close", () => process.exit());

const [port, certificate] = process.argv.slice(2);
const both = certificate && fs.readFileSync(certificate);
const server = smpp.createServer(both ? { key: both, cert: both } : {}, attend);
server.listen(Number(port), "127.0.0.1", () => tell({ listening: true }));

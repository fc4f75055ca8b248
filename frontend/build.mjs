// Builds the page and the card into custom_components/sms_gateway/panel/www, and writes down what
// they hash to. With --check nothing is written: it fails where the committed files are others.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const PANEL = join(HERE, "../custom_components/sms_gateway/panel");
// In bytes: as it is, and as it comes over the network.
const BUNDLES = {
  "sms-gateway-panel": { entry: "panel.ts", size: 120_000, zipped: 40_000 },
  "sms-gateway-card": { entry: "card.ts", size: 60_000, zipped: 20_000, named: forCard },
};

// Whichever file is loaded first would define the elements of both, be it an old one: what the card
// has in common with the page bears another name there.
function forCard(source) {
  return source.replace(/sms-gateway-(?=(compose|choices)\b)/g, "sms-gateway-card-");
}

// Lines of templates and styles need no indentation, and other code has no line that would miss it.
const outdented = (named) => ({
  name: "outdented",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: named(readFileSync(path, "utf8")).replace(/\n\s+/g, "\n"),
      loader: "ts",
    }));
  },
});

async function bundle(entry, named = (source) => source) {
  const { outputFiles } = await build({
    entryPoints: [join(HERE, "src", entry)],
    absWorkingDir: HERE,
    bundle: true,
    format: "esm",
    target: "es2020",
    minify: true,
    legalComments: "inline",
    plugins: [outdented(named)],
    charset: "utf8",
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].contents;
}

function version(bundles) {
  const digests = Object.entries(bundles).map(([name, bytes]) => {
    const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
    return `    "${name}": "${digest}",`;
  });
  return `"""What the built files hash to; written by scripts/frontend."""

HASHES = {
${digests.join("\n")}
}
`;
}

const files = {};
const bundles = {};
let failed = false;
for (const [name, { entry, size, zipped, named }] of Object.entries(BUNDLES)) {
  const bytes = await bundle(entry, named);
  const gz = gzipSync(bytes, { level: 9 }).length;
  console.log(`${name}.js: ${bytes.length} bytes of ${size}, gzipped ${gz} of ${zipped}`);
  if (bytes.length > size || gz > zipped) {
    console.error(`${name}.js has grown too large`);
    failed = true;
  }
  bundles[name] = bytes;
  files[join(PANEL, "www", `${name}.js`)] = bytes;
}
files[join(PANEL, "version.py")] = Buffer.from(version(bundles));

const isCheck = process.argv.includes("--check");
mkdirSync(join(PANEL, "www"), { recursive: true });
for (const [path, bytes] of Object.entries(files)) {
  if (!isCheck) {
    writeFileSync(path, bytes);
  } else if (!existsSync(path) || Buffer.compare(readFileSync(path), bytes) !== 0) {
    console.error(
      `${relative(process.cwd(), path)} is not what frontend/ builds: run scripts/frontend`,
    );
    failed = true;
  }
}
process.exitCode = failed ? 1 : 0;

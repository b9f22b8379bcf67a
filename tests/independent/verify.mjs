// The second opinion on docs/ledger.md: checks a proof's file and a whole ledger with Node's own crypto and nothing else.
// node verify.mjs BUNDLE [--root-key FILE] [--old-note FILE] [--full LEDGER]
// Exit 0: it holds. 1: it does not. 2: it cannot be read.
import { createHash, createPublicKey, verify as checkSignature } from "node:crypto";
import { readFileSync } from "node:fs";

class Unreadable extends Error {}
class Untrue extends Error {}

const sha256 = (data) => createHash("sha256").update(data).digest("hex");
const digest = (kind, text) => sha256(`rs-tracker/${kind}/v1\n${text}`);
const kidOf = (key) => sha256(Buffer.from(key, "hex")).slice(0, 16);
const isHex = (value, digits) => typeof value === "string" && new RegExp(`^[0-9a-f]{${digits}}$`).test(value);

function insist(condition, why) {
  if (!condition) throw new Untrue(why);
}

function ed25519(key, message, sig) {
  if (!isHex(key, 64) || !isHex(sig, 128)) return false;
  try {
    const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(key, "hex").toString("base64url") };
    return checkSignature(null, Buffer.from(message), createPublicKey({ key: jwk, format: "jwk" }), Buffer.from(sig, "hex"));
  } catch {
    return false;
  }
}

// The one spelling: sorted keys, no spaces, whole numbers, composed Unicode. Whatever is spelled otherwise is refused.
function spell(value) {
  if (value === null || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new Unreadable("a number that is not whole");
    return String(value);
  }
  if (typeof value === "string") {
    if (/\p{Surrogate}/u.test(value) || value.normalize("NFC") !== value || value.includes("\0")) throw new Unreadable("a text that is not composed Unicode");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(spell).join(",")}]`;
  const names = Object.keys(value).sort();
  if (names.some((name) => !/^[a-z][a-z0-9_]{0,40}$/.test(name))) throw new Unreadable("a field with a strange name");
  return `{${names.map((name) => `${JSON.stringify(name)}:${spell(value[name])}`).join(",")}}`;
}

function read(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable("no JSON");
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Unreadable("no object");
  if (spell(value) !== text) throw new Unreadable("another spelling");
  return value;
}

function readBytes(bytes) {
  const text = bytes.toString("utf8");
  if (!Buffer.from(text, "utf8").equals(bytes)) throw new Unreadable("not UTF-8");
  return read(text);
}

const only = (value, names) =>
  value !== null && typeof value === "object" && Object.keys(value).sort().join() === [...names].sort().join();

function readRow(signed) {
  if (!only(signed, ["canonical", "sig"]) || !isHex(signed.sig, 128)) throw new Unreadable("no row");
  const says = read(signed.canonical);
  if (says.alg !== "ed25519" || !Number.isInteger(says.seq) || typeof says.commit !== "object") throw new Unreadable("no row");
  return { ...signed, says, hash: digest("ledger", signed.canonical), message: `rs-tracker/ledger/v1\n${signed.canonical}` };
}

const NOTE = new RegExp(
  "^(rs-tracker/checkpoint/v1\\n([a-z0-9-]+)\\n([1-9][0-9]*)\\n([0-9a-f]{64})\\n([0-9TZ:-]{20})\\n)\\n" +
    "ed25519 ([0-9a-f]{16}) ([0-9a-f]{128})\\n$",
);

function readNote(text) {
  const found = NOTE.exec(text);
  if (!found) throw new Unreadable("no checkpoint");
  return { message: found[1], assoc: found[2], size: Number(found[3]), last: found[4], kid: found[6], sig: found[7] };
}

const keyOf = (keys, seq) => keys.find((key) => key.from_seq <= seq && (key.to_seq === null || seq <= key.to_seq));

function checkNote(said, note) {
  const key = [keyOf(said.keys, note.size), keyOf(said.keys, note.size + 1)].find((one) => one?.kid === note.kid);
  insist(note.assoc === said.association.id && key && ed25519(key.public, note.message, note.sig), "the checkpoint's signature");
}

function handedTo(row) {
  return ["key-rotate", "key-revoke"].includes(row.says.kind) && isHex(row.says.public, 64) ? row.says.public : null;
}

function checkKeys(said, root) {
  const { keys } = said;
  insist(keys.length && keys[0].from_seq === 1 && keys.at(-1).to_seq === null, "the list of keys");
  insist(new Set(keys.map((key) => key.kid)).size === keys.length, "the names of keys");
  insist(keys.every((key) => isHex(key.public, 64) && kidOf(key.public) === key.kid), "the names of keys");
  const rows = said.key_rows.map(readRow);
  const roots = said.roots.filter((one) => !root || one.public === root);
  for (let at = 1; at < keys.length; at += 1) {
    const [old, fresh] = [keys[at - 1], keys[at]];
    const row = rows.find((one) => one.says.seq === fresh.from_seq - 1);
    insist(row && row.says.assoc === said.association.id && handedTo(row) === fresh.public, "a change of keys");
    if (row.says.kind === "key-rotate") {
      insist(row.says.seq === old.to_seq && row.says.kid === old.kid && old.revoked_from === null, "a change of keys");
      insist(ed25519(old.public, row.message, row.sig), "a change of keys");
    } else {
      const by = roots.find((one) => kidOf(one.public) === row.says.kid);
      insist(row.says.seq === old.to_seq + 1 && by && ed25519(by.public, row.message, row.sig), "a revoked key");
      insist(row.says.revoked === old.kid && row.says.from === old.revoked_from, "a revoked key");
    }
  }
  if (!root) return;
  insist(
    roots.some((one) => {
      if (!ed25519(root, `rs-tracker/root/v1\n${one.certificate}`, one.sig)) return false;
      const says = read(one.certificate);
      return says.assoc === said.association.id && keys.some((key) => key.public === says.public && key.from_seq === says.from_seq);
    }),
    "the root key",
  );
}

function checkRow(said, row) {
  const key = keyOf(said.keys, row.says.seq);
  const is_theirs = key && key.kid === row.says.kid && row.says.assoc === said.association.id;
  insist(is_theirs && ed25519(key.public, row.message, row.sig), `the signature of row ${row.says.seq}`);
}

// CBOR, as far as a passkey's public key needs it.
function coseKey(bytes) {
  let at = 0;
  const number = () => {
    const first = bytes[at];
    at += 1;
    const width = { 24: 1, 25: 2, 26: 4 }[first & 31];
    if ((first & 31) > 23 && !width) throw new Untrue("the passkey's key");
    const value = width ? bytes.readUIntBE(at, width) : first & 31;
    at += width ?? 0;
    return [first >> 5, value];
  };
  const item = () => {
    const [major, value] = number();
    if (major === 0) return value;
    if (major === 1) return -1 - value;
    insist(major === 2, "the passkey's key");
    at += value;
    return bytes.subarray(at - value, at).toString("base64url");
  };
  const [major, count] = number();
  insist(major === 5, "the passkey's key");
  const parts = new Map(Array.from({ length: count }, () => [item(), item()]));
  insist(at === bytes.length, "the passkey's key");
  const jwk = {
    "-7": { kty: "EC", crv: "P-256", x: parts.get(-2), y: parts.get(-3) },
    "-8": { kty: "OKP", crv: "Ed25519", x: parts.get(-2) },
    "-257": { kty: "RSA", n: parts.get(-1), e: parts.get(-2) },
  }[parts.get(3)];
  return [createPublicKey({ key: jwk, format: "jwk" }), parts.get(3) === -8 ? null : "sha256"];
}

function checkPasskey(said, row) {
  if (said.evidence === null) {
    insist(row.evidence === null && row.auth !== "passkey-uv" && said.intent === null, "the passkey's evidence is missing");
    return;
  }
  const bytes = Buffer.from(said.evidence, "hex");
  insist(sha256(bytes) === row.evidence && row.auth === "passkey-uv", "the evidence");
  insist(said.intent && digest("intent", said.intent.text) === row.intent_sha256, "the statement");
  const [text, line] = [read(said.intent.text), read(said.intent.line)];
  insist(text.v === 2 && text.lines.includes(digest("line", said.intent.line)), "the line of the statement");
  insist(text.signer === row.signer && text.meaning === row.meaning, "the statement's signer");
  const same = ["entry", "version", "version_sha256", "date", "minutes"].every((name) => line[name] === row[name]);
  insist(same && line.association === row.assoc, "the line of the statement");
  const evidence = readBytes(bytes);
  const client = Buffer.from(evidence.client_data, "hex");
  const data = Buffer.from(evidence.authenticator_data, "hex");
  const asked = JSON.parse(client.toString("utf8"));
  insist(asked.type === "webauthn.get", "the passkey's answer");
  insist(Buffer.from(asked.challenge, "base64url").toString("hex") === row.intent_sha256, "the passkey's challenge");
  const host = new URL(asked.origin).hostname.split(".");
  const hosts = host.map((_, first) => sha256(host.slice(first).join(".")));
  insist(data.length >= 37 && hosts.includes(data.subarray(0, 32).toString("hex")), "the passkey's site");
  insist((data[32] & 1) !== 0 && (data[32] & 4) !== 0, "the passkey's user was not verified");
  const [key, hash] = coseKey(Buffer.from(evidence.public_key, "hex"));
  const message = Buffer.concat([data, createHash("sha256").update(client).digest()]);
  insist(checkSignature(hash, message, key, Buffer.from(evidence.signature, "hex")), "the passkey's signature");
}

function statusOf(said, row, later) {
  const revoked = new Map(said.keys.filter((key) => key.revoked_from !== null).map((key) => [key.kid, key.revoked_from]));
  const isBelieved = (says) => !revoked.has(says.kid) || says.seq < revoked.get(says.kid);
  if (!isBelieved(row.says)) return ["key-revoked", null];
  let found = ["valid", null];
  for (const { says } of later) {
    if (says.seq <= row.says.seq || says.entry !== row.says.entry || !isBelieved(says)) continue;
    if (says.kind === "amend" && says.version !== row.says.version && found[0] === "valid") found = ["replaced", says.seq];
    if (says.kind === "withdraw" && says.version === row.says.version) found = ["withdrawn", says.seq];
    if (says.kind === "void" && says.version === row.says.version) found = ["voided", says.seq];
  }
  return found;
}

const FIELDS =
  "v what association row later version intent evidence names keys key_rows roots checkpoint status meaning address holder sealed_at";

function checkBundle(file, root) {
  if (!only(file, ["bundle", "seal"]) || !only(file.bundle, FIELDS.split(" "))) throw new Unreadable("no proof's file");
  const said = file.bundle;
  if (said.v !== 1 || said.what !== "rs-tracker-proof" || !only(file.seal, ["alg", "kid", "sig"])) throw new Unreadable("unknown");
  const sealing = said.keys.find((key) => key.kid === file.seal.kid && key.to_seq === null);
  const is_sealed = sealing && ed25519(sealing.public, `rs-tracker/bundle/v1\n${spell(said)}`, file.seal.sig);
  insist(is_sealed && file.seal.alg === "ed25519", "the seal");
  checkKeys(said, root);
  const row = readRow(said.row);
  insist(["attest", "amend"].includes(row.says.kind), "the kind of row");
  checkRow(said, row);
  const version = read(said.version);
  insist(digest("entry", said.version) === row.says.version_sha256 && version.what === "entry", "the session");
  const same = ["assoc", "entry", "version", "date", "minutes"].every((name) => version[name] === row.says[name]);
  insist(same, "the session");
  for (const name of said.names) {
    const commitment = sha256(Buffer.concat([Buffer.from(name.salt, "hex"), Buffer.from(name.value, "utf8")]));
    insist(commitment === row.says.commit[name.field], `the name of the ${name.field}`);
  }
  const note = readNote(said.checkpoint);
  checkNote(said, note);
  insist(row.says.seq <= note.size, "the checkpoint");
  insist(row.says.seq < note.size || row.hash === note.last, "the checkpoint");
  checkPasskey(said, row.says);
  const later = said.later.map(readRow);
  for (const one of later) checkRow(said, one);
  const [state, by] = statusOf(said, row, later);
  insist(said.status.state === state && said.status.by === by, "the status");
  return { said, row, note, state };
}

function* hashesOf(said, lines) {
  if (!lines[0]?.startsWith("{")) {
    for (const line of lines) {
      insist(isHex(line, 64), "the list of hashes");
      yield line;
    }
    return;
  }
  const head = read(lines[0]);
  insist(head.kind === "rs-tracker-ledger" && head.association === said.association.id, "the ledger's first line");
  let [before, key] = ["0".repeat(64), said.keys[0].public];
  const roots = new Map();
  for (const [at, line] of lines.slice(1).entries()) {
    const found = read(line);
    insist(only(found, ["canonical", "hash", "kid", "sig"]), `row ${at + 1}`);
    const row = readRow({ canonical: found.canonical, sig: found.sig });
    const { says } = row;
    insist(says.seq === at + 1 && says.prev === before && says.assoc === said.association.id, `the order at row ${at + 1}`);
    const by = says.kind === "key-revoke" ? roots.get(says.kid) : key;
    insist(by && kidOf(by) === says.kid && ed25519(by, row.message, row.sig), `the signature of row ${at + 1}`);
    insist(found.hash === row.hash && found.kid === says.kid, `row ${at + 1}`);
    if (says.kind === "key-root") roots.set(kidOf(says.public), says.public);
    key = handedTo(row) ?? key;
    before = row.hash;
    yield before;
  }
}

function checkFull({ said, row, note }, text, old) {
  const hashes = [...hashesOf(said, text.replace(/\n$/, "").split("\n"))];
  insist(hashes.length >= note.size, "the ledger is too short");
  insist(hashes[row.says.seq - 1] === row.hash && hashes[note.size - 1] === note.last, "the ledger has other rows");
  if (old) insist(hashes[old.size - 1] === old.last, "the ledger does not go on from the old note");
}

function main(words) {
  const given = {};
  for (let at = 1; at < words.length; at += 2) given[words[at]] = readFileSync(words[at + 1]);
  const root = given["--root-key"]?.toString("utf8").toLowerCase().match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/)?.[0];
  const found = checkBundle(readBytes(readFileSync(words[0])), root);
  const old = given["--old-note"] && readNote(given["--old-note"].toString("utf8"));
  if (old) checkNote(found.said, old);
  if (given["--full"]) checkFull(found, given["--full"].toString("utf8"), old);
  insist(found.state === "valid", `the signature is ${found.state}`);
}

try {
  main(process.argv.slice(2));
  console.log("It holds.");
} catch (fault) {
  const [code, word] = fault instanceof Untrue ? [1, "It does not hold"] : [2, "It cannot be read"];
  console.log(`${word}: ${fault.message}`);
  process.exitCode = code;
}

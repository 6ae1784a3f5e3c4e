// Combines an incremental backup with those that it builds on, as the manual of pg_combinebackup says. It replaces that
// program if no package of this machine has it (17 and later), and accepts only the options of our steps.
import { mkdirSync, readdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = 8192;
const MAGIC = 0xd3ae1f0d;
const [first, ...inputs] = process.argv.slice(2);
const output = /^--output=(.+)$/.exec(first ?? '')?.[1] ?? '';
const last = inputs.at(-1) ?? '';
if (output === '' || last === '' || inputs.some((directory) => directory.startsWith('-')))
  throw new Error(`usage: --output=DIR FULL INCREMENTAL..., not ${process.argv.slice(2).join(' ')}`);
if (existsSync(output) && readdirSync(output).length > 0) throw new Error(`${output} is not empty`);
checkOrder();

mkdirSync(output, { recursive: true });
for (const entry of readdirSync(last, { recursive: true, withFileTypes: true })) {
  const directory = entry.parentPath.slice(last.length + 1);
  if (entry.isDirectory()) mkdirSync(join(output, directory, entry.name), { recursive: true, mode: 0o700 });
  else put(directory, entry.name);
}

/** The full backup comes first, and each one builds on the one before it. */
function checkOrder() {
  const labels = inputs.map((directory) => readFileSync(join(directory, 'backup_label'), 'utf8'));
  labels.forEach((label, i) => {
    const from = /^INCREMENTAL FROM LSN: (\S+)/m.exec(label)?.[1];
    const parent = i === 0 ? undefined : /^START WAL LOCATION: (\S+)/.exec(labels[i - 1] ?? '')?.[1];
    if (from !== parent)
      throw new Error(`${String(inputs[i])} builds on ${String(from)}, which is not what comes before it`);
  });
}

/**
 * @param {string} directory
 * @param {string} name
 */
function put(directory, name) {
  mkdirSync(join(output, directory), { recursive: true, mode: 0o700 });
  const plain = name.replace(/^INCREMENTAL\./, '');
  /** @type {Buffer} */
  let bytes = plain === name ? readFileSync(join(last, directory, name)) : whole(directory, plain);
  if (directory === '' && name === 'backup_label')
    bytes = Buffer.from(bytes.toString().replace(/^INCREMENTAL FROM .*\n/gm, ''));
  // Its checksums cover the parts.
  if (directory === '' && name === 'backup_manifest') return;
  writeFileSync(join(output, directory, plain), bytes, { mode: 0o600 });
}

/**
 * A file of which the newest backups contain only changed blocks.
 * @param {string} directory
 * @param {string} name
 * @returns {Buffer}
 */
function whole(directory, name) {
  /** @type {Buffer} */
  let bytes = Buffer.alloc(0);
  for (const input of inputs) {
    const full = join(input, directory, name);
    const part = join(input, directory, `INCREMENTAL.${name}`);
    if (existsSync(full)) bytes = readFileSync(full);
    else if (existsSync(part)) bytes = changed(bytes, readFileSync(part));
  }
  return bytes;
}

/**
 * @param {Buffer} before
 * @param {Buffer} part
 * @returns {Buffer}
 */
function changed(before, part) {
  if (part.readUInt32LE(0) !== MAGIC) throw new Error('no incremental file');
  const blocks = Array.from({ length: part.readUInt32LE(4) }, (_, i) => part.readUInt32LE(12 + 4 * i));
  const header = 12 + 4 * blocks.length;
  const data = blocks.length === 0 ? header : Math.ceil(header / PAGE) * PAGE;
  const length = Math.max(part.readUInt32LE(8), ...blocks.map((block) => block + 1));
  const after = Buffer.alloc(length * PAGE);
  before.copy(after, 0, 0, Math.min(before.length, after.length));
  blocks.forEach((block, i) => part.copy(after, block * PAGE, data + i * PAGE, data + (i + 1) * PAGE));
  return after;
}

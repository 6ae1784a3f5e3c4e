import type { Args, Text, Words } from './args';
import { systemReason } from './phrases';

const ANOTHER_COPY =
  'Take the file from another copy of this backup. If there is none, take the backup again.';

/** path, size, expected. */
const file = (args: Args): string => args.text('path') ?? 'A file';

/** reason: what pg_verifybackup would say, with dashes, or the system's code; text: what stands there. */
function unreadable(args: Args): Text {
  const reason = args.reason ?? 'unknown reason';
  const words = /^E[A-Z]+$/.test(reason) ? systemReason(reason) : reason.replaceAll('-', ' ');
  return {
    message:
      `backup_manifest cannot be read (${words}${args.fill((text) => `: “${text}”`, 'text')}), ` +
      'so the files of this set cannot be checked. A restore does not need it.',
    hint: 'Take the manifest from another copy of this backup.',
  };
}

export const MANIFEST_MESSAGES = {
  'manifest-unreadable': unreadable,
  'manifest-checksum-mismatch': () => ({
    message:
      'backup_manifest does not match its own checksum: it was changed or damaged, and what it says of the files cannot be trusted.',
    hint: 'Take the manifest from another copy of this backup.',
  }),
  'manifest-missing-file': (args) => ({
    message: `${file(args)} is missing, although the manifest lists it. The data in it would be lost.`,
    hint: ANOTHER_COPY,
  }),
  'manifest-extra-file': (args) => ({
    message: `${file(args)} is not in the manifest: it was added after the backup was taken.`,
    hint: 'Make sure that it belongs there. Leftovers of another server can damage a restore.',
  }),
  'manifest-size-mismatch': (args) => ({
    message:
      `${file(args)} has another size than in the manifest` +
      `${args.fill((size, expected) => ` (${size} instead of ${expected} bytes)`, 'size', 'expected')}: it was changed or cut short.`,
    hint: ANOTHER_COPY,
  }),
  'manifest-file-checksum-mismatch': (args) => ({
    message: `${file(args)} does not match its checksum in the manifest: its content was changed or damaged.`,
    hint: ANOTHER_COPY,
  }),
  'manifest-system-identifier-mismatch': (args) => ({
    message:
      'The manifest belongs to another database cluster' +
      `${args.fill((found, here) => ` (system identifier ${found}, pg_control has ${here})`, 'manifest', 'control')}: ` +
      'files of two clusters are mixed here.',
    hint: ANOTHER_COPY,
  }),
} satisfies Record<string, Words>;

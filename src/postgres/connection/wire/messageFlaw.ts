/** Why a message of a server must not reach the driver. */
export type MessageFlaw =
  /** It does not hold what its kind requires, or is of no kind that a server sends. */
  | { readonly kind: 'malformed' }
  /** The server requires a method of authentication that the driver does not know. */
  | { readonly kind: 'authentication'; readonly method: string }
  | { readonly kind: 'too-large' };

const MALFORMED: MessageFlaw = { kind: 'malformed' };

/** Kinds of authentication requests (`AUTH_REQ_…`, protocol.h) that the driver cannot answer. */
const UNKNOWN_METHODS: Readonly<Record<number, string>> = {
  1: 'Kerberos V4',
  2: 'Kerberos V5',
  4: 'crypt',
  6: 'SCM credentials',
  7: 'GSSAPI',
  8: 'GSSAPI',
  9: 'SSPI',
};

/** Reads the fields of a message, and never past its end. */
class Fields {
  readonly #body: DataView;
  #at = 0;
  /** Whether something was asked for that is not there. */
  failed = false;

  constructor(body: Uint8Array) {
    this.#body = new DataView(body.buffer, body.byteOffset, body.byteLength);
  }

  get left(): number {
    return this.#body.byteLength - this.#at;
  }

  skip(bytes: number): boolean {
    if (bytes < 0 || bytes > this.left) this.failed = true;
    else this.#at += bytes;
    return !this.failed;
  }

  uint8(): number {
    return this.skip(1) ? this.#body.getUint8(this.#at - 1) : 0;
  }

  int16(): number {
    return this.skip(2) ? this.#body.getInt16(this.#at - 2) : 0;
  }

  int32(): number {
    return this.skip(4) ? this.#body.getInt32(this.#at - 4) : 0;
  }

  /** Skips a text and its NUL. False if it has no end, or is empty. */
  text(): boolean {
    const from = this.#at;
    while (this.#at < this.#body.byteLength)
      if (this.#body.getUint8(this.#at++) === 0) return this.#at > from + 1;
    this.failed = true;
    return false;
  }
}

/** How to read the messages whose content the driver reads, by their letter. Those without content are not here. */
const READERS: Readonly<Record<string, (fields: Fields) => void>> = {
  // An error and a notice: a letter and a text for each field, and a NUL.
  E: skipErrorFields,
  N: skipErrorFields,
  A: (fields) => {
    fields.skip(4);
    fields.text();
    fields.text();
  },
  C: (fields) => fields.text(),
  D: (fields) => {
    for (let count = fields.int16(); count > 0 && !fields.failed; count--) {
      const length = fields.int32();
      if (length !== -1) fields.skip(length);
    }
  },
  G: skipCopyColumns,
  H: skipCopyColumns,
  K: (fields) => fields.skip(8),
  S: (fields) => {
    fields.text();
    fields.text();
  },
  T: (fields) => {
    for (let count = fields.int16(); count > 0 && !fields.failed; count--) {
      fields.text();
      fields.skip(18);
    }
  },
  t: (fields) => fields.skip(4 * Math.max(0, fields.int16())),
  Z: (fields) => fields.skip(1),
};

/** Messages of which the driver reads nothing but the letter, or only as many bytes as the message has. */
const PLAIN = new Set(['1', '2', '3', 'I', 'W', 'c', 'd', 'n', 's']);

/**
 * What is wrong with a message of a server, by the layouts in “Message Formats” of the manual. The driver reads texts to
 * their NUL wherever that is: one that is missing makes it read without end.
 *
 * @param letter the kind of the message
 * @param body what follows its length
 */
export function messageFlaw(letter: string, body: Uint8Array): MessageFlaw | undefined {
  if (letter === 'R') return authenticationFlaw(new Fields(body));
  if (PLAIN.has(letter)) return undefined;
  const read = Object.hasOwn(READERS, letter) ? READERS[letter] : undefined;
  if (read === undefined) return MALFORMED;
  const fields = new Fields(body);
  read(fields);
  return fields.failed ? MALFORMED : undefined;
}

function skipErrorFields(fields: Fields): void {
  while (fields.uint8() !== 0) fields.text();
}

function skipCopyColumns(fields: Fields): void {
  fields.skip(1);
  fields.skip(2 * Math.max(0, fields.int16()));
}

function authenticationFlaw(fields: Fields): MessageFlaw | undefined {
  const kind = fields.int32();
  if (fields.failed) return MALFORMED;
  switch (kind) {
    case 0:
    case 3:
    case 11:
    case 12:
      return undefined;
    case 5:
      return fields.skip(4) ? undefined : MALFORMED;
    case 10:
      return mechanismsEnd(fields) ? undefined : MALFORMED;
    default: {
      const method = UNKNOWN_METHODS[kind];
      return method === undefined ? MALFORMED : { kind: 'authentication', method };
    }
  }
}

/** Whether a list of mechanisms ends with an empty name. */
function mechanismsEnd(fields: Fields): boolean {
  while (fields.text()) if (fields.left === 0) return false;
  return !fields.failed;
}

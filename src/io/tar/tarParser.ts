import { Header } from 'tar/header';
import { Pax } from 'tar/pax';
import { plainHeader } from './plainHeader';
import { memberPath, textOfName } from './tarPath';
import type { TarMember } from './tarMember';

export const BLOCK = 512;
/** A pax header holds names and a few numbers; GNU tar itself stops at a megabyte. */
const LARGEST_EXTENSION = 1024 * 1024;

/** The package takes whatever JavaScript takes for a number: `1e3`, `0x10`, nothing at all. */
const WRONG_SIZE = /(?:^|\n)\d+ size=(?!\d{1,20}\n)/;

export type HeaderFault = 'header' | 'checksum' | 'size' | 'extension';

/**
 * The kind of a block: a member's header; one whose content must be passed to `extension` (`x`, `g`, `L`, `K`); one
 * without information for us (more of a sparse file's map); an empty one; or something else than a header.
 */
export type TarStep =
  | { readonly kind: 'member'; readonly member: TarMember }
  | { readonly kind: 'extension'; readonly size: number }
  | { readonly kind: 'more' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'fault'; readonly fault: HeaderFault };

/** Reads the headers of a tar in sequence: ustar, GNU and pax as the `tar` package decodes them, plain ones itself. */
export class TarParser {
  #pax: Pax | undefined;
  #globalPax: Pax | undefined;
  #isSparse = false;
  /**
   * Whether an extension contained a size that is not a number as tar programs write it: the next header cannot be
   * found.
   */
  #isSizeWrong = false;
  #longName: string | undefined;
  #longTarget: string | undefined;
  #expected: string | undefined;
  /** A sparse file whose map continues in the next block. */
  #pending: TarMember | undefined;

  header(block: Buffer): TarStep {
    if (this.#pending !== undefined) return this.#sparseMap(this.#pending, block);
    const plain = this.#isExtended ? undefined : plainHeader(block);
    if (plain !== undefined) return { kind: 'member', member: plain };
    const header = this.#decode(block);
    if (header === undefined || this.#isSizeWrong) return { kind: 'fault', fault: 'size' };
    if (header.nullBlock) return { kind: 'blank' };
    if (!header.cksumValid) return { kind: 'fault', fault: isTar(block) ? 'checksum' : 'header' };
    const { size } = header;
    if (size === undefined || !Number.isSafeInteger(size)) return { kind: 'fault', fault: 'size' };
    const type = String.fromCharCode(block[156] ?? 0);
    if (/[xgXLKN]/.test(type)) {
      if (size > LARGEST_EXTENSION) return { kind: 'fault', fault: 'extension' };
      this.#expected = type;
      return { kind: 'extension', size };
    }
    return this.#member(header, block, type, size);
  }

  /** Takes the content of an extension header, which describes the next member. */
  extension(content: Buffer): void {
    const text = content.toString();
    if (this.#expected === 'x' || this.#expected === 'g') this.#isSizeWrong ||= WRONG_SIZE.test(text);
    if (this.#expected === 'L' || this.#expected === 'N') this.#longName = textOfName(content);
    else if (this.#expected === 'K') this.#longTarget = textOfName(content);
    else if (this.#expected === 'g') this.#globalPax = Pax.parse(text, this.#globalPax, true);
    else {
      this.#pax = Pax.parse(text, this.#pax);
      this.#isSparse ||= text.includes('GNU.sparse.');
    }
    this.#expected = undefined;
  }

  /** Whether an earlier header describes the next member. */
  get #isExtended(): boolean {
    const more = this.#pax ?? this.#globalPax ?? this.#longName ?? this.#longTarget;
    return more !== undefined || this.#isSparse || this.#isSizeWrong;
  }

  #decode(block: Buffer): Header | undefined {
    try {
      return new Header(block, 0, this.#pax, this.#globalPax);
    } catch {
      // A size in base 256 that is not a number.
      return undefined;
    }
  }

  #member(header: Header, block: Buffer, type: string, size: number): TarStep {
    const name = this.#longName ?? this.#pax?.path ?? nameOf(header, block);
    const target = this.#longTarget ?? header.linkpath;
    const sparse = this.#isSparse || type === 'S';
    this.#longName = this.#longTarget = this.#pax = undefined;
    this.#isSparse = false;
    const kind = sparse ? 'sparse' : kindOf(header.typeKey, name);
    const to = kind === 'hard-link' && target !== undefined ? memberPath(target) : undefined;
    const member: TarMember = {
      path: memberPath(name),
      name,
      kind,
      size: kind === 'hard-link' || kind === 'link' || kind === 'directory' ? 0 : size,
      ...(to === undefined ? {} : { target: to }),
    };
    // GNU's old format: four pieces of the map are in the header, and a flag says that blocks with more follow.
    if (type !== 'S' || block[482] !== 1) return { kind: 'member', member };
    this.#pending = member;
    return { kind: 'more' };
  }

  #sparseMap(member: TarMember, block: Buffer): TarStep {
    if (block[504] === 1) return { kind: 'more' };
    this.#pending = undefined;
    return { kind: 'member', member };
  }
}

function isTar(block: Buffer): boolean {
  return block.toString('latin1', 257, 262) === 'ustar';
}

/** The package replaces bytes that are not UTF-8; a manifest has them. */
function nameOf(header: Header, block: Buffer): string {
  const path = header.path ?? '';
  return path.includes('\ufffd') ? textOfName(block.subarray(0, 100)) : path;
}

function kindOf(type: string, name: string): TarMember['kind'] {
  switch (type) {
    case '0':
    case '':
    case '7':
      return name.endsWith('/') ? 'directory' : 'file';
    case '1':
      return 'hard-link';
    case '2':
      return 'link';
    case '5':
    case 'D':
      return 'directory';
    default:
      return 'other';
  }
}

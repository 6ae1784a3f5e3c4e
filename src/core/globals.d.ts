/**
 * What core may use beyond ECMAScript: the text decoder and encoder that Node, browsers and VS Code's web host share.
 * Core is compiled without the DOM's and Node's types, so anything else fails the type check.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array;
}

/** The little of WebAssembly that the record walk needs; the same in every host. */
declare namespace WebAssembly {
  /** Opaque: it is only handed to `Instance`. */
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  const Module: new (bytes: Uint8Array) => Module;
  class Instance {
    constructor(module: Module, imports?: object);
    readonly exports: Record<string, unknown>;
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
}

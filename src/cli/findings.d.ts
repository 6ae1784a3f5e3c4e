/** Documents are bundled as text. */
declare module '*.md' {
  const text: string;
  export = text;
}

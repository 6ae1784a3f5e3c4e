/** Addresses that the page may load, as the webview sees them. */
export interface PageResources {
  /** `Webview.cspSource`. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  /** The controls; loaded when the page has been drawn. */
  readonly kit: string;
}

/**
 * The page of the timeline. It loads nothing from outside and runs nothing inline: scripts and styles need the nonce,
 * which is new for each page. Data is never in the page but comes as messages.
 */
export function timelinePage(
  { cspSource, script, style, kit }: PageResources,
  nonce: string,
  title: string,
): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<link rel="stylesheet" nonce="${nonce}" href="${attribute(style)}">
<script nonce="${nonce}" defer src="${attribute(script)}" data-kit="${attribute(kit)}"></script>
</head>
<body>
<main></main>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

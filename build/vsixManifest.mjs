/**
 * @typedef {{ name: string, displayName: string, description: string, version: string, publisher: string,
 *   icon: string, keywords: string[], categories: string[], engines: { vscode: string }, extensionKind: string[],
 *   pricing: string, galleryBanner: { color: string, theme: string } }} ExtensionManifest
 */

/**
 * The text of `extension.vsixmanifest`, which VS Code and its marketplaces read.
 * @param {ExtensionManifest} extension the content of package.json, with its texts in English
 */
export function vsixManifest(extension) {
  /** @type {Record<string, string>} */
  const properties = {
    'Microsoft.VisualStudio.Code.Engine': extension.engines.vscode,
    'Microsoft.VisualStudio.Code.ExtensionDependencies': '',
    'Microsoft.VisualStudio.Code.ExtensionPack': '',
    'Microsoft.VisualStudio.Code.ExtensionKind': extension.extensionKind.join(','),
    'Microsoft.VisualStudio.Code.LocalizedLanguages': '',
    'Microsoft.VisualStudio.Code.EnabledApiProposals': '',
    'Microsoft.VisualStudio.Code.ExecutesCode': 'true',
    'Microsoft.VisualStudio.Services.Branding.Color': extension.galleryBanner.color,
    'Microsoft.VisualStudio.Services.Branding.Theme': extension.galleryBanner.theme,
    'Microsoft.VisualStudio.Services.GitHubFlavoredMarkdown': 'true',
    'Microsoft.VisualStudio.Services.Content.Pricing': extension.pricing,
  };
  /** @type {Record<string, string>} */
  const assets = {
    'Microsoft.VisualStudio.Code.Manifest': 'package.json',
    'Microsoft.VisualStudio.Services.Content.Details': 'README.md',
    'Microsoft.VisualStudio.Services.Content.Changelog': 'CHANGELOG.md',
    'Microsoft.VisualStudio.Services.Content.License': 'LICENSE',
    'Microsoft.VisualStudio.Services.Icons.Default': extension.icon,
  };
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${xml(extension.name)}" Version="${xml(extension.version)}" Publisher="${xml(extension.publisher)}"/>
    <DisplayName>${xml(extension.displayName)}</DisplayName>
    <Description xml:space="preserve">${xml(extension.description)}</Description>
    <Tags>${xml(extension.keywords.join(','))}</Tags>
    <Categories>${xml(extension.categories.join(','))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
${lines(properties, (id, value) => `<Property Id="${id}" Value="${xml(value)}"/>`)}
    </Properties>
    <License>extension/LICENSE</License>
    <Icon>extension/${xml(extension.icon)}</Icon>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
  <Dependencies/>
  <Assets>
${lines(assets, (type, path) => `<Asset Type="${type}" Path="extension/${xml(path)}" Addressable="true"/>`)}
  </Assets>
</PackageManifest>
`;
}

/** @type {Readonly<Record<string, string>>} */
const contentTypes = {
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  md: 'text/markdown',
  png: 'image/png',
  svg: 'image/svg+xml',
  vsixmanifest: 'text/xml',
};

/** The text of `[Content_Types].xml`, which every package of this kind has. */
export function contentTypesXml() {
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
${lines(contentTypes, (ending, type) => `<Default Extension=".${ending}" ContentType="${type}"/>`)}
<Override PartName="/extension/LICENSE" ContentType="text/plain"/>
</Types>
`;
}

/**
 * @param {Readonly<Record<string, string>>} table
 * @param {(key: string, value: string) => string} line
 */
function lines(table, line) {
  return Object.entries(table)
    .map(([key, value]) => line(key, value))
    .join('\n');
}

/** @param {string} text */
function xml(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

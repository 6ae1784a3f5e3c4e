import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import ts from 'typescript';

const prefix = 'pgBackupInspector';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly main: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category?: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsContainers: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly languages: readonly { readonly id: string }[];
    readonly menus?: Readonly<
      Record<string, readonly { readonly command?: string; readonly when?: string }[]>
    >;
    readonly keybindings?: readonly { readonly command: string; readonly when?: string }[];
    readonly mcpServerDefinitionProviders?: readonly { readonly id: string }[];
    readonly viewsWelcome?: readonly { readonly view: string; readonly contents: string }[];
  };
}

/** Every string in a source file, including templates without expressions. */
function stringsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('package.json and the code', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
  const { contributes } = manifest;
  const commands = contributes.commands.map(({ command }) => command);
  const views = Object.values(contributes.views).flatMap((group) => group.map(({ id }) => id));
  const containers = Object.values(contributes.viewsContainers).flatMap((group) => group.map(({ id }) => id));
  const agentServers = (contributes.mcpServerDefinitionProviders ?? []).map(({ id }) => id);
  const settings = Object.keys(contributes.configuration.properties);
  const inCode = new Set(globSync('src/vscode/**/*.ts').flatMap(stringsOf));
  const whenClauses = [
    ...Object.values(contributes.menus ?? {}).flat(),
    ...(contributes.keybindings ?? []),
    ...((contributes.viewsWelcome ?? []) as readonly { when?: string }[]),
  ].map(({ when }) => when ?? '');
  const keysInWhen = [...whenClauses.join(' ').matchAll(/pgBackupInspector\.[\w.]+/g)].map(([key]) => key);

  const webviews = manifest.activationEvents.flatMap((event) => {
    const [kind, type] = event.split(':');
    return kind === 'onWebviewPanel' && type !== undefined ? [type] : [];
  });

  const inSettingsStyle = (name: string): string => name.slice(`${prefix}.`.length);

  it('name the same commands and views', () => {
    assert.ok(commands.length > 0 && views.length > 0 && agentServers.length > 0);
    for (const id of [...commands, ...views, ...containers, ...agentServers])
      assert.ok(inCode.has(id), `${id} is not in src/vscode`);
  });

  it('name the same webviews', () => {
    assert.ok(webviews.length > 0);
    for (const type of webviews) assert.ok(inCode.has(type), `${type} is not in src/vscode`);
  });

  it('name the same settings', () => {
    assert.ok(settings.length > 0);
    for (const name of settings) {
      assert.ok(name.startsWith(`${prefix}.`), name);
      assert.ok(inCode.has(name) || inCode.has(inSettingsStyle(name)), `${name} is not in src/vscode`);
    }
  });

  it('leave no id in the code that package.json does not know', () => {
    const known = new Set([
      ...commands,
      ...views,
      ...containers,
      ...settings,
      ...keysInWhen,
      ...webviews,
      ...agentServers,
      prefix,
      `${prefix}.`,
    ]);
    const unknown = [...inCode].filter(
      (text) => /^pgBackupInspector(\.[\w.]*)?$/.test(text) && !known.has(text),
    );
    assert.deepEqual(unknown, []);
  });

  it('ask in when clauses only for views and keys that the code sets', () => {
    for (const key of keysInWhen) assert.ok(views.includes(key) || inCode.has(key), `${key} is set nowhere`);
  });

  it('offer only commands that exist, all in one category', () => {
    const offered = [
      ...Object.values(contributes.menus ?? {}).flat(),
      ...(contributes.keybindings ?? []),
    ].flatMap(({ command }) => (command === undefined ? [] : [command]));
    for (const id of offered) assert.ok(commands.includes(id), `${id} does not exist`);
    for (const { command, category } of contributes.commands) {
      assert.ok(command.startsWith(`${prefix}.`), command);
      assert.ok(category !== undefined, `${command} has no category`);
    }
  });

  it('have each command registered by the code only once', () => {
    assert.equal(new Set(commands).size, commands.length);
    assert.equal(new Set(views).size, views.length);
  });

  it('name the same languages', () => {
    for (const { id } of contributes.languages) assert.ok(inCode.has(id), `${id} is not in src/vscode`);
  });

  it('start from the bundle that the build makes', () => {
    assert.equal(manifest.main, './dist/extension.js');
  });
});

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The settings that a user of an editor made for this machine, and where they are. */
export interface EditorSettings {
  readonly path: string;
  /** The file as JSON with comments; undefined if it is none. */
  readonly settings: unknown;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** VS Code and the editors that share its settings. */
const EDITORS = ['Code', 'Code - Insiders', 'VSCodium'];

/**
 * The user settings of the editors of this machine, as far as they are there. Settings of a workspace are left out: its files
 * may come from anywhere, and must not say where a password is sent.
 */
export async function userSettings(env: Environment): Promise<EditorSettings[]> {
  const found: EditorSettings[] = [];
  for (const path of settingsFiles(env, process.platform)) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    found.push({ path, settings: parsedSettings(text) });
  }
  return found;
}

const COMMENTS = /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g;
const TRAILING_COMMAS = /("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g;

/** Settings are JSON with comments and trailing commas; what is inside strings stays. */
function parsedSettings(text: string): unknown {
  try {
    return JSON.parse(text.replace(COMMENTS, '$1').replace(TRAILING_COMMAS, '$1'));
  } catch {
    return undefined;
  }
}

/** Where such files are: https://code.visualstudio.com/docs/getstarted/settings, and the servers that run without a display. */
function settingsFiles(env: Environment, platform: NodeJS.Platform): string[] {
  const home = env['HOME'] ?? homedir();
  const folder =
    platform === 'win32'
      ? (env['APPDATA'] ?? join(home, 'AppData', 'Roaming'))
      : platform === 'darwin'
        ? join(home, 'Library', 'Application Support')
        : (env['XDG_CONFIG_HOME'] ?? join(home, '.config'));
  return [
    ...EDITORS.map((editor) => join(folder, editor, 'User', 'settings.json')),
    join(home, '.vscode-server', 'data', 'Machine', 'settings.json'),
    join(home, '.local', 'share', 'code-server', 'User', 'settings.json'),
  ];
}

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

interface Launch {
  readonly configurations: readonly {
    readonly name: string;
    readonly type: string;
    readonly program?: string;
    readonly args: readonly string[];
    readonly preLaunchTask?: string;
  }[];
  readonly inputs: readonly { readonly id: string }[];
}

interface Tasks {
  readonly tasks: readonly {
    readonly label: string;
    readonly script?: string;
    readonly command?: string;
    readonly args?: readonly string[];
    readonly dependsOn?: readonly string[];
  }[];
}

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const inFolder = (path: string): string => path.replace('${workspaceFolder}/', '');

describe('what F5 starts', () => {
  const { configurations, inputs } = read('.vscode/launch.json') as Launch;
  const { tasks } = read('.vscode/tasks.json') as Tasks;
  const { scripts } = read('package.json') as { scripts: Readonly<Record<string, string>> };

  it('first opens the extension on the sample backups', () => {
    const [first] = configurations;
    assert.equal(first?.type, 'extensionHost');
    assert.ok(first.args.includes('--extensionDevelopmentPath=${workspaceFolder}'));
    assert.equal(first.args[0], '${workspaceFolder}/.cache/samples');
    assert.match(readFileSync('test/run/lib/samplesMain.ts', 'utf8'), /'\.cache', 'samples'/);
  });

  it('names programs, tasks, scripts and inputs that exist', () => {
    const labels = tasks.map(({ label }) => label);
    for (const { name, program, preLaunchTask, args } of configurations) {
      if (program !== undefined) assert.ok(existsSync(inFolder(program)), name);
      if (preLaunchTask !== undefined) assert.ok(labels.includes(preLaunchTask), name);
      for (const [, id] of args.join(' ').matchAll(/\$\{input:(\w+)\}/g))
        assert.ok(
          inputs.some((input) => input.id === id),
          name,
        );
    }
    for (const { label, script, command, args, dependsOn } of tasks) {
      if (script !== undefined) assert.ok(script in scripts, label);
      if (command === 'node') assert.ok(existsSync(args?.[0] ?? ''), label);
      for (const other of dependsOn ?? []) assert.ok(labels.includes(other), label);
    }
  });
});

// The lint rules. The walls between the directories are here and, independently, in test/unit/house/walls.test.ts.
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const walls = {
  vscode: { regex: '^vscode$', message: 'Only src/vscode and the tests inside VS Code know the editor.' },
  pg: { regex: '^pg(-|/|$)', message: 'Only src/postgres knows the PostgreSQL client.' },
  kit: { regex: '^@vscode/webview-ui-toolkit', message: 'Only webview/ui knows the component kit.' },
  node: { regex: '^node:', message: 'This folder runs without Node.' },
  packages: { regex: '^[^.]', message: 'Core is pure: it uses no package and nothing of Node.' },
  postgres: {
    regex: '^\\.\\.?/(.*/)?postgres(/|$)',
    message: 'Load src/postgres by import() when it is needed; types may be imported.',
    allowTypeImports: true,
  },
  fromCore: {
    regex: '^(\\.\\./)+(io|worker|engine|postgres|protocol|vscode|cli|test|webview)(/|$)',
    message: 'Core knows nothing outside src/core.',
  },
  fromEditor: {
    regex: '^(\\.\\./)+vscode(/|$)',
    message: 'The editor knows this folder, not the other way round.',
  },
  fromTerminal: {
    regex: '^(\\.\\./)+cli(/|$)',
    message: 'The command line knows this folder, not the other way round.',
  },
  fromOthers: {
    regex: '^(\\.\\./)+(io|worker|engine|postgres|vscode|cli|test|webview)(/|$)',
    message: 'The protocol knows only core.',
  },
  fromWebview: {
    regex: '^(\\.\\./)+(src/)(?!core/|protocol/)',
    message: 'A webview sees only src/core and src/protocol.',
  },
  intoWebview: { regex: '^(\\.\\./)+webview(/|$)', message: 'Browser code is reached by messages only.' },
};

/**
 * @param {string[]} files
 * @param {(keyof typeof walls)[]} names
 */
function wall(files, names) {
  const patterns = names.map((name) => walls[name]);
  /** @type {import('eslint').Linter.RuleEntry} */
  const restricted = ['error', { patterns }];
  return { files, rules: { '@typescript-eslint/no-restricted-imports': restricted } };
}

export default defineConfig(
  { ignores: ['dist/', '.cache/', 'node_modules/', 'test/fixtures/', '.vscode-test/'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
        { selector: 'ExportAllDeclaration', message: 'Import from the file itself; no barrels.' },
        {
          selector:
            ':matches(PropertyDefinition, MethodDefinition[kind!="constructor"])[accessibility="private"]',
          message: 'Private members begin with #.',
        },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  // One import per module: `import { type A, b } from './c'`.
  { files: ['src/**', 'webview/**'], rules: { 'no-duplicate-imports': 'error' } },
  // Mocha's describe() is one long function.
  { files: ['test/**'], rules: { 'max-lines-per-function': 'off' } },
  // In JavaScript the type of a value comes from a JSDoc cast, which these rules cannot see; the compiler does.
  {
    files: ['**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  { files: ['eslint.config.mjs'], rules: { 'no-restricted-syntax': 'off' } },
  wall(['src/core/**'], ['packages', 'fromCore']),
  wall(['src/protocol/**'], ['packages', 'fromOthers']),
  wall(
    ['src/io/**', 'src/worker/**', 'src/engine/**'],
    ['vscode', 'pg', 'kit', 'postgres', 'fromEditor', 'fromTerminal', 'intoWebview'],
  ),
  wall(['src/cli/**'], ['vscode', 'pg', 'kit', 'postgres', 'fromEditor', 'intoWebview']),
  wall(['src/postgres/**'], ['vscode', 'kit', 'fromEditor', 'intoWebview']),
  wall(['src/vscode/**'], ['pg', 'kit', 'postgres', 'intoWebview']),
  wall(['webview/**'], ['vscode', 'pg', 'node', 'kit', 'fromWebview']),
  wall(['webview/ui/**'], ['vscode', 'pg', 'node', 'fromWebview']),
  wall(['test/unit/**', 'test/run/**', 'test/bench/**'], ['vscode', 'kit']),
  wall(['test/ui/**'], ['vscode', 'pg', 'kit']),
);

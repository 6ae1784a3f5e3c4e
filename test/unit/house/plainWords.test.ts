import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { commentsOf, sentencesOf, textsOf } from './support/texts';

const LONGEST = 25;

/** Words that sound translated, with the plain ones. */
const WORDS: readonly (readonly [found: RegExp, plain: string])[] = [
  [/\b(?:tells?|told|telling)\b/i, 'report, show, contain'],
  [
    /\b(?:nobody|somebody|anybody|everybody|whoever|whichever)\b|(?<!only )\bone can\b/i,
    'name the actor, or use the passive',
  ],
  [/\b(?:cancelled|called off|call off)\b/i, 'canceled'],
  [/\b(?:lies|lie|lay|lying)\b/i, 'is, was found'],
  [/\bstands?\b/i, 'is'],
  [/\bbehind\b/i, 'after'],
  [/\b(?:stretch|stretches)\b/i, 'range, part'],
  [/\bwithout a word\b/i, 'silently'],
  [/\ball the same\b/i, 'still, anyway'],
  [/\bany ?more\b/i, 'no longer'],
  [/\bfor ever\b/i, 'indefinitely'],
  [/\b(?:sought|anew|beforehand|thereof|therein|whereof)\b/i, 'a plain word'],
  [/(?<!there )\bis no (?!longer\b)/i, 'is not a …'],
  [/\bnone that\b/i, 'not valid'],
  [/\bfolders?\b/i, 'directory'],
];

/** VS Code itself calls the open directory a `folder`, so these texts do too. */
const OPEN_FOLDER =
  /\b(?:opened folders|this folder is not trusted|of this folder|the folder is still being read|open (?:a|its|another) folder)\b/gi;

/** Words of comments alone. */
const OF_COMMENTS: typeof WORDS = [
  [/\b(?:un)?pack(?:ed|s)?\b/i, 'compressed, decompress'],
  [/\bg(?:oes|o|ing) on\b/i, 'continue'],
  [/(?:^|\. )Of (?:a|an|the|what|those|each|several)\b/, 'the subject first'],
  [/\bspoken of\b|\b(?:hears?|speaks?) of\b/i, 'mention, report, receive'],
  [/\brecognis/i, 'recogniz…'],
];

/** Uses in which a word of the list has its own meaning: in VS Code, in a drawing, of a process. */
const FINE_IN_COMMENTS =
  /\b(?:workspace folders?|open(?:ed)? folders?|lines behind the picture|behind (?:the status bar|a browser)|stand-ins?)\b/gi;

function faultsIn(all: string): string[] {
  const text = all.replaceAll(OPEN_FOLDER, '');
  const words = wordsIn(text, WORDS);
  const long = sentencesOf(all)
    .map((sentence) => sentence.split(/\s+/).length)
    .filter((count) => count > LONGEST)
    .map((count) => `a sentence of ${count} words`);
  return [...words, ...long];
}

function wordsIn(text: string, words: typeof WORDS): string[] {
  return words
    .filter(([found]) => found.test(text))
    .map(([found, plain]) => `“${found.exec(text)?.[0] ?? ''}” (${plain})`);
}

/** Faults of a comment: the words alone, because a comment may explain a rule at length. */
function commentFaults(comment: string): string[] {
  return wordsIn(comment.replaceAll(FINE_IN_COMMENTS, ''), [...WORDS, ...OF_COMMENTS]);
}

/** Paragraphs of a Markdown text without its code blocks and tables. */
function paragraphsOf(markdown: string): string[] {
  return markdown
    .replaceAll(/^(?:#+ | {4}|\||```[^]*?^```).*$/gm, '')
    .split(/\n(?:\n|(?=[-#] ))/)
    .map((paragraph) => paragraph.replace(/^\s*\*[^*]+\* · /, '').replaceAll('\n', ' '));
}

describe('texts for people', () => {
  it('are in plain words and short sentences in the sources', () => {
    const files = globSync(['src/**/*.ts', 'webview/**/*.ts'], { ignore: ['**/*.d.ts'] }).sort();
    const all = files.flatMap((file) =>
      textsOf(file, readFileSync(file, 'utf8')).map((each) => ({ ...each, file })),
    );
    assert.ok(all.length > 800, String(all.length));
    assert.deepEqual(
      all.flatMap(({ file, line, text }) =>
        faultsIn(text).map((fault) => `${file}:${line} ${fault}: ${text}`),
      ),
      [],
    );
  });

  it('are so in the manifest, the walkthrough and the page of findings', () => {
    const manifest = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
    const pages = ['docs/findings.md', ...globSync('media/walkthrough/*.md')];
    const texts = [
      ...Object.values(manifest).flatMap((text) => text.split('\n')),
      ...pages.flatMap((page) => paragraphsOf(readFileSync(page, 'utf8'))),
    ];
    const faults = texts.flatMap((text) => faultsIn(text).map((fault) => `${fault}: ${text}`));
    assert.deepEqual(
      faults.filter((fault) => !/^“folder/i.test(fault)),
      [],
    );
  });

  it('are so in comments', () => {
    const files = globSync(['{src,webview}/**/*.ts', 'build/*.mjs', '*.mjs']).sort();
    const all = files.flatMap((file) =>
      commentsOf(file, readFileSync(file, 'utf8')).map((each) => ({ ...each, file })),
    );
    assert.ok(all.length > 2000, String(all.length));
    assert.deepEqual(
      all.flatMap(({ file, line, text }) =>
        commentFaults(text).map((fault) => `${file}:${line} ${fault}: ${text}`),
      ),
      [],
    );
  });

  const faultyComments: readonly [source: string, faults: number][] = [
    ['/** What is told of it lies\n * behind the end. */ f();', 3],
    ['// Of the names those with a suffix.\nf();', 1],
    ['/** A workspace folder. */ f(); // `folder` is told by name', 1],
    ['// eslint-disable-next-line no-lies\nf("// behind it");', 0],
  ];
  for (const [source, count] of faultyComments)
    it(`have ${count} faults in comments: ${source.slice(0, 40).replace('\n', ' ')}`, () => {
      const found = commentsOf('a.ts', source).flatMap(({ text }) => commentFaults(text));
      assert.equal(found.length, count, found.join());
    });

  const faulty: readonly [text: string, faults: number][] = [
    ['Nobody has told where it lies.', 3],
    ['The end stands behind it.', 2],
    ['This file is no tar.', 1],
    ['Only one can run; there is no archive; it is no longer needed.', 0],
    ['The folder of the copy', 1],
    ['This folder is not trusted, so servers are not contacted.', 0],
    [`It ${'is '.repeat(LONGEST)}long.`, 1],
    [`Short. It ${'is '.repeat(LONGEST - 2)}long.`, 0],
  ];
  for (const [text, count] of faulty)
    it(`have ${count} faults: ${text.slice(0, 40)}`, () => {
      assert.equal(faultsIn(text).length, count, faultsIn(text).join());
    });

  it('are found whole: joined literals, templates and what is filled into them', () => {
    const source = [
      "import type { a } from 'not a text at all';",
      "const x = 'The first part of it' + ' and the second';",
      "const y = `One template with ${z ? 'a text that is filled in' : 'a name'} inside it`;",
      "const command = 'pg_ctl start -w'; const sql = 'SELECT 1';",
    ].join('\n');
    assert.deepEqual(
      textsOf('a.ts', source).map(({ line, text }) => [line, text]),
      [
        [2, 'The first part of it and the second'],
        [3, 'One template with … inside it'],
        [3, 'a text that is filled in'],
      ],
    );
  });
});

import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Workbench, themes } from '../../ui/support/workbench';
import type { ThemeName } from '../../ui/support/workbench';
import { runBuild } from './checks';
import { withTemporaryFolder } from './project';

const usage = `Usage: node test/run/screenshot.mjs OUT.png [OPTIONS]
  --folder F        folder or .code-workspace to open (default: an empty one)
  --theme T         ${Object.keys(themes).join(', ')} (default: dark)
  --size WxH        of the window (default: 1280x800)
  --scale N         pixels of the picture for each of the window (default: 1)
  --setting K=JSON  a setting; repeatable
  --view NAME       view container to show (default: PostgreSQL Backup, where there is one)
  --side-bar WIDTH  of the side bar, in pixels
  --file F          file of the folder to open
  --expand TEXT     tree item to expand, by a text in it; repeatable, in order
  --click TEXT      text to click; repeatable, in order, after --expand
  --command TITLE   command to run; repeatable, in order, after --click
  --hover LINE:COL  place in the opened file to hover over
  --wait-for TEXT   text that must be visible before the picture is taken
  --settle MS       how long to let the window come to rest (default: 1500)
  --no-build        take dist as it is`;

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      folder: { type: 'string' },
      theme: { type: 'string', default: 'dark' },
      size: { type: 'string', default: '1280x800' },
      scale: { type: 'string', default: '1' },
      setting: { type: 'string', multiple: true, default: [] as string[] },
      view: { type: 'string' },
      'side-bar': { type: 'string' },
      file: { type: 'string' },
      expand: { type: 'string', multiple: true, default: [] as string[] },
      click: { type: 'string', multiple: true, default: [] as string[] },
      command: { type: 'string', multiple: true, default: [] as string[] },
      hover: { type: 'string' },
      'wait-for': { type: 'string' },
      settle: { type: 'string', default: '1500' },
      'no-build': { type: 'boolean', default: false },
    },
  });
}

/** Opens VS Code with the extension, performs the arguments and takes a picture. */
export async function main(root: string, args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  const [out] = positionals;
  if (out === undefined || !(values.theme in themes)) {
    console.error(usage);
    return 2;
  }
  if (!values['no-build'] && (await runBuild(root)).failures.length > 0) return 1;
  await withTemporaryFolder(async (empty) => {
    const [width, height] = values.size.split('x').map(Number);
    const workbench = await Workbench.open({
      root,
      workspace: values.folder === undefined ? empty : resolve(values.folder),
      theme: values.theme as ThemeName,
      settings: Object.fromEntries(values.setting.map(parseSetting)),
      ...(width === undefined || height === undefined ? {} : { width, height }),
      scale: Number(values.scale),
    });
    try {
      await perform(workbench, values);
    } catch (error) {
      console.error(error);
    }
    await workbench.page.screenshot({ path: resolve(out) });
    await workbench.close();
  });
  console.log(resolve(out));
  return 0;
}

function parseSetting(text: string): [string, unknown] {
  const at = text.indexOf('=');
  return [text.slice(0, at), JSON.parse(text.slice(at + 1))];
}

async function perform(workbench: Workbench, values: Values): Promise<void> {
  const { page } = workbench;
  page.setDefaultTimeout(15_000);
  await page
    .getByRole('tab', { name: values.view ?? 'PostgreSQL Backup' })
    .first()
    .waitFor();
  await workbench.showContainer(values.view ?? 'PostgreSQL Backup');
  const width = values['side-bar'];
  if (width !== undefined) await workbench.resizeSideBar(Number(width));
  for (const text of values.expand) {
    const item = page.getByRole('treeitem').filter({ hasText: text }).first();
    await item.waitFor();
    if ((await item.getAttribute('aria-expanded')) === 'false') await item.click();
  }
  for (const text of values.click) await page.getByText(text).first().click();
  if (values.file !== undefined) await workbench.openFile(values.file);
  for (const title of values.command) await workbench.runCommand(title);
  const waitFor = values['wait-for'];
  if (waitFor !== undefined) await page.getByText(waitFor).first().waitFor();
  const [line, column] = (values.hover ?? '').split(':').map(Number);
  if (line !== undefined && column !== undefined) await workbench.hover(line, column);
  await delay(Number(values.settle));
}

// House rules of this folder that no compiler knows.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse, type AST } from 'svelte/compiler';
import { expect, test } from 'vitest';

import vi from '@locales/vi.json';

const SOURCE = import.meta.dirname;

const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|svelte|css)$/.test(path) && !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(join(SOURCE, path), 'utf8') }));
const components = sources.filter(({ path }) => path.endsWith('.svelte'));

/** Every piece of bare text below a node of a component's tree. */
function texts(node: unknown): string[] {
  if (Array.isArray(node)) {
    return node.flatMap(texts);
  }
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const { type, data } = node as Partial<AST.Text>;
  if (type === 'Text') {
    return [data ?? ''];
  }
  // Attributes hold names and shapes; those a person hears are checked by name below.
  return Object.entries(node)
    .filter(([name]) => name !== 'attributes')
    .flatMap(([, child]) => texts(child));
}

test.each(components)('$path holds no words: they are in the locale file', ({ text }) => {
  const words = texts(parse(text, { modern: true }).fragment).filter((found) => /\p{L}/u.test(found));
  expect(words).toEqual([]);
  expect(text).not.toMatch(/\s(aria-label|title|alt|placeholder)="[^"{]*\p{L}/u);
});

test.each(components)('$path holds no colour: they are in tokens.css', ({ text }) => {
  const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
  expect(style).not.toMatch(/#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(/i);
});

test('one file knows which host carries the commands', () => {
  const knowing = sources.filter(({ text }) => text.includes("from '@tauri-apps/"));
  expect(knowing.map(({ path }) => path)).toEqual([join('lib', 'host', 'tauri.ts')]);
});

test.each(components)('$path sets no inline style: the content policy would drop it', ({ text }) => {
  expect(text).not.toMatch(/\sstyle="/);
});

test('every text of the window is used by it', () => {
  const code = sources.map(({ text }) => text).join('\n');
  // A key made from parts (`ui.nav.${screen}`) uses every key of its shape.
  const shapes = [...code.matchAll(/`((?:shell|ui)\.[^`\s]*\$\{[^`]*)`/g)].map(
    ([, shape]) => new RegExp(`^${(shape ?? '').replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[\\w-]+')}$`),
  );
  const unused = Object.keys(vi)
    .filter((key) => /^(shell|ui)\./.test(key) && !shapes.some((shape) => shape.test(key)))
    .filter((key) => !code.includes(`'${key}'`));
  expect(unused).toEqual([]);
});

// `node main.js FOLDER`: reads a built window and names what Chromium 109 lacks.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { markupProblems, scriptProblems, styleProblems } from './check.js';
import { CHROMIUM } from './data.js';

const CHECKS = { css: styleProblems, html: markupProblems, js: scriptProblems, svg: markupProblems };

const [folder] = process.argv.slice(2);
const names = readdirSync(folder, { recursive: true }).sort();
const problems = names.flatMap((name) => {
  const check = CHECKS[name.split('.').at(-1)];
  const found = check ? check(readFileSync(join(folder, name), 'utf8')) : [];
  return found.map((problem) => `${name}: ${problem} needs an engine after Chromium ${CHROMIUM}`);
});
if (!names.some((name) => name.endsWith('.js'))) {
  problems.push(`there is no script in ${folder}`);
}
console.error(problems.join('\n'));
process.exitCode = problems.length > 0 ? 1 : 0;

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { markupProblems, scriptProblems, styleProblems } from './check.js';

/** What each of these must be found for, and by. */
const TOO_NEW = [
  [scriptProblems, 'export const a = [2, 1].toSorted();', '`.toSorted`'],
  [scriptProblems, 'x.with(0, 1)', '`.with`'],
  [scriptProblems, 'x["toSpliced"](0, 1)', '`.toSpliced`'],
  [scriptProblems, 'Object.groupBy(x, y)', '`.groupBy`'],
  [scriptProblems, 'const { promise } = Promise.withResolvers()', '`.withResolvers`'],
  [scriptProblems, 'new Set(x).isSubsetOf(y)', '`.isSubsetOf`'],
  [scriptProblems, 'map.values().map((one) => one)', '`.map` of an iterator'],
  [scriptProblems, 'new Set(x).union(y)', '`.union`'],
  [scriptProblems, 'URL.canParse(x); Uint8Array.fromBase64(x)', '`.fromBase64`'],
  [scriptProblems, 'document.startViewTransition(x)', '`.startViewTransition`'],
  [scriptProblems, 'x.showPopover()', '`.showPopover`'],
  [scriptProblems, 'x.popover = "auto"', '`.popover`'],
  [scriptProblems, 'a.moveBefore(b, c)', '`.moveBefore`'],
  [scriptProblems, 'new CloseWatcher()', '`CloseWatcher`'],
  [scriptProblems, 'set(node, "popover", "auto")', 'attribute `popover`'],
  [scriptProblems, 'from(`<div popover class="a"> </div>`)', 'attribute `popover`'],
  [scriptProblems, 'from("<button popovertarget=x>")', 'attribute `popovertarget`'],
  [scriptProblems, 'from("<search><input></search>")', 'element `search`'],
  [scriptProblems, '/[\\p{L}--[a-z]]/v.test(x)', 'does not have this'],
  [scriptProblems, 'using x = open()', 'does not have this'],
  [scriptProblems, 'import x from "./x.json" with { type: "json" }', 'does not have this'],
  [markupProblems, '<dialog closedby="any">', 'attribute `closedby`'],
  [styleProblems, 'a{color:color-mix(in srgb,red,blue)}', '`color-mix()`'],
  [styleProblems, ':root{--x:color-mix(in srgb,red,blue)}', '`color-mix()`'],
  [styleProblems, 'a{color:oklch(0.5 0.1 200)}', '`oklch()`'],
  [styleProblems, 'a{inline-size:2cap}', 'unit `cap`'],
  [styleProblems, 'a{inline-size:calc(1px*sin(1))}', '`sin()`'],
  [styleProblems, 'a{text-wrap:balance}', '`text-wrap`'],
  [styleProblems, 'a{grid-template-columns:subgrid}', '`grid-template-columns: subgrid`'],
  [styleProblems, 'a{field-sizing:content}', 'property `field-sizing`'],
  [styleProblems, 'a{& b{color:red}}', 'nesting'],
  [styleProblems, '@scope (a){b{color:red}}', '@scope'],
  [styleProblems, '@starting-style{a{color:red}}', '@starting-style'],
  [styleProblems, '@media (scripting: none){a{color:red}}', 'media feature `scripting`'],
  [styleProblems, 'a:popover-open{color:red}', '`:popover-open`'],
];

for (const [check, text, problem] of TOO_NEW) {
  test(`found: ${text}`, () => {
    const found = check(text);
    assert.ok(found.some((one) => one.includes(problem)), JSON.stringify(found));
  });
}

/** What Chromium 109 has, or what only looks like something it lacks. */
const FINE = [
  [scriptProblems, 'x.at(-1); x.findLast(y); Object.hasOwn(x, y); structuredClone(x)'],
  [scriptProblems, 'x.map(y).filter(z); Object.values(x).map(y); [...x.values()].map(y)'],
  [scriptProblems, 'class A { #b = 1; static { A.c = 2; } has(x) { return #b in x; } }'],
  [scriptProblems, 'desk.check(login); rows.side.stats; wire.command = 1; name(one.with)'],
  [scriptProblems, 'class Observable {} new Observable()'],
  [scriptProblems, 'say("popover is a word"); const text = "a < b popover"'],
  [scriptProblems, 'element.inert = true; dialog.showModal(); crypto.randomUUID()'],
  [markupProblems, '<dialog open class="popover"><p inert hidden>'],
  [styleProblems, 'a:has(b){color:red} a:is(b,c):where(d){color:red} a:focus-visible{color:red}'],
  [styleProblems, '@layer a{b{color:red}} @container (inline-size > 10rem){b{color:red}}'],
  [styleProblems, 'a{inset:0;gap:1rem;aspect-ratio:1;block-size:100dvh;inline-size:min(100%,26rem)}'],
  [styleProblems, '@media (prefers-contrast:more) and (forced-colors:active){a{color:CanvasText}}'],
  [styleProblems, 'a{accent-color:red;container-type:inline-size;font-variant-numeric:tabular-nums}'],
];

for (const [check, text] of FINE) {
  test(`fine: ${text}`, () => assert.deepEqual(check(text), []));
}

// What a script, a page or a style sheet uses that Chromium 109 lacks.

import * as acorn from 'acorn';
import * as walk from 'acorn-walk';
import * as csstree from 'css-tree';

import * as known from './data.js';

/** The year of the language that Chromium 109 knows whole. */
const LANGUAGE = 2022;

/** Methods that give an iterator, whatever they are called on, but for `Object`, which gives arrays. */
const ITERATOR_MAKERS = ['entries', 'keys', 'matchAll', 'values'];

/** Problems of a script. */
export function scriptProblems(text) {
  let program;
  try {
    program = acorn.parse(text, { ecmaVersion: LANGUAGE, sourceType: 'module' });
  } catch (error) {
    return [`the language of ${LANGUAGE} does not have this: ${error.message}`];
  }
  const declared = declaredNames(program);
  const found = new Set();
  walk.full(program, (node) => {
    for (const problem of [object(node, declared), member(node), iterator(node), ...words(node)]) {
      if (problem !== undefined) {
        found.add(problem);
      }
    }
  });
  return [...found];
}

function object(node, declared) {
  const isNew = node.type === 'Identifier' && known.objectNames.has(node.name) && !declared.has(node.name);
  return isNew ? `\`${node.name}\`` : undefined;
}

function member(node) {
  const isCalled = node.type === 'CallExpression' && node.callee.type === 'MemberExpression';
  const name = memberName(isCalled ? node.callee : node);
  return (isCalled ? known.methodNames : known.memberNames).has(name) ? `\`.${name}\`` : undefined;
}

function iterator(node) {
  const name = memberName(node);
  const maker = node.object?.callee;
  if (!known.iteratorNames.has(name) || !ITERATOR_MAKERS.includes(memberName(maker))) {
    return undefined;
  }
  return maker.object.name === 'Object' ? undefined : `\`.${name}\` of an iterator`;
}

/** Markup in texts, and names of attributes handed to whatever sets them. */
function words(node) {
  if (node.type === 'TemplateElement') {
    return markupProblems(node.value.cooked ?? '');
  }
  if (node.type === 'Literal' && typeof node.value === 'string') {
    return markupProblems(node.value);
  }
  if (node.type === 'CallExpression') {
    const texts = node.arguments.map((one) => one.value);
    return texts.filter((text) => known.attributeNames.has(text)).map((text) => `attribute \`${text}\``);
  }
  return [];
}

/** The member that is reached for, whichever way it is written. */
function memberName(node) {
  if (node?.type !== 'MemberExpression') {
    return undefined;
  }
  return node.computed ? node.property.value : node.property.name;
}

function declaredNames(program) {
  const names = new Set();
  const add = (node) => node && names.add(node.name);
  walk.full(program, (node) => {
    add(node.type === 'VariablePattern' ? node : undefined);
    add(/^(Function|Class)/.test(node.type) ? node.id : undefined);
    add(/^Import.*Specifier$/.test(node.type) ? node.local : undefined);
  });
  return names;
}

/** Problems of a page, or of markup inside a script. */
export function markupProblems(text) {
  const found = [];
  for (const [, element, rest] of text.matchAll(/<([a-z][a-z0-9-]*)((?:\s+[^<>]*)?)>?/g)) {
    if (known.elementNames.has(element)) {
      found.push(`element \`${element}\``);
    }
    const attributes = rest.matchAll(/(?:^|\s)([a-z][a-z-]*)(?=[\s=/]|$)/g);
    for (const [, attribute] of attributes) {
      if (known.attributeNames.has(attribute)) {
        found.push(`attribute \`${attribute}\``);
      }
    }
  }
  return found;
}

/** Problems of a style sheet. */
export function styleProblems(text) {
  const found = new Set();
  const onParseError = (error) => found.add(`this cannot be read: ${error.message}`);
  const sheet = csstree.parse(text, { parseCustomProperty: true, onParseError });
  csstree.walk(sheet, {
    enter(node) {
      const problem = stylePart(node, this.declaration);
      if (problem !== undefined) {
        found.add(problem);
      }
    },
  });
  return [...found];
}

function stylePart(node, declaration) {
  const { name, type } = node;
  const is = (feature, words) => (known.isTooNew(feature) ? words : undefined);
  switch (type) {
    case 'Atrule':
      return is(known.css.atRule(name), `@${name}`);
    case 'Declaration':
      return is(known.css.property(node.property), `property \`${node.property}\``);
    case 'Dimension':
      return known.valueNames.has(node.unit) ? `unit \`${node.unit}\`` : undefined;
    case 'Feature':
      return is(known.css.mediaFeature(name), `media feature \`${name}\``);
    case 'Function':
      return known.valueNames.has(name) || isNewValue(declaration, name) ? `\`${name}()\`` : undefined;
    case 'Identifier':
      return isNewValue(declaration, name) ? `\`${declaration.property}: ${name}\`` : undefined;
    case 'NestingSelector':
      return is(known.css.selector('nesting'), 'nesting with `&`');
    case 'PseudoClassSelector':
    case 'PseudoElementSelector':
      return is(known.css.selector(name), `\`:${name}\``);
    default:
      return undefined;
  }
}

function isNewValue(declaration, word) {
  return declaration !== null && known.isTooNew(known.css.value(declaration.property, word));
}

// What Chromium 109 lacks, by name, out of Mozilla's compatibility data.

import { createRequire } from 'node:module';

const data = createRequire(import.meta.url)('@mdn/browser-compat-data');

/** The oldest engine in the field: a WebView2 that was never updated. */
export const CHROMIUM = 109;

/** Whether a feature came to Chromium after it; one that never came is another engine's and no matter. */
export function isTooNew(feature) {
  const [newest] = statements(feature);
  return newest !== undefined && !isOld(feature) && isLater(newest.version_added);
}

function isOld(feature) {
  const whole = (one) => !one.flags && !one.prefix && !one.alternative_name && !one.version_removed;
  return statements(feature).some((one) => whole(one) && one.version_added && !isLater(one.version_added));
}

function isLater(version) {
  return version === 'preview' || Number.parseFloat(String(version).replace('≤', '')) > CHROMIUM;
}

function statements(feature) {
  return [feature?.__compat?.support.chrome ?? []].flat();
}

/** Every feature below a part of the data, with its own name. */
function* below(part, depth) {
  for (const [name, feature] of Object.entries(part)) {
    if (name !== '__compat') {
      yield [name, feature];
      if (depth > 1) {
        yield* below(feature, depth - 1);
      }
    }
  }
}

/** Names that are too new wherever these features have them: seeing the name says it all. */
function newNames(features) {
  const [fresh, known] = [new Set(), new Set()];
  for (const [name, feature] of features) {
    (isTooNew(feature) ? fresh : known).add(name.replace(/_static$/, ''));
  }
  return new Set([...fresh].filter((name) => IS_NAME.test(name) && !known.has(name)));
}

/** Some entries are descriptions (`trusted_types`, `click_event`), not what stands in a program. */
const IS_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;

/** Objects with what they hold; what a new object holds is only reached by way of its name. */
const held = (part) =>
  [...below(part, 1)].flatMap(([name, object]) => [
    [name, object],
    ...(isTooNew(object) ? [] : below(object, 1)),
  ]);
const builtIns = held(data.javascript.builtins);
/** Style properties are members too, and most are far older than the objects that list them anew. */
const styleNames = [...below(data.css.properties, 1)].map(([name, property]) => [
  name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase()),
  property,
]);
const attributes = [...below(data.html.global_attributes, 1)];
const elementAttributes = Object.values(data.html.elements).flatMap((one) => [...below(one, 1)]);

const scriptNames = newNames([...held(data.api), ...builtIns, ...styleNames]);

/** Objects a script names. */
export const objectNames = new Set([...scriptNames].filter((name) => /^[A-Z]/.test(name)));

/** Members a script reaches for. A plain word (`check`, `login`) may be anybody's own and is left out. */
export const memberNames = new Set([...scriptNames].filter((name) => /[a-z][A-Z]/.test(name))).add('popover');

/** Plain words that the language's own objects were given: `list.with(0, 1)`, `set.union(other)`. */
export const methodNames = new Set(
  builtIns.map(([name]) => name).filter((name) => scriptNames.has(name) && !memberNames.has(name)),
);

/** Attributes of markup. */
export const attributeNames = newNames([...attributes, ...elementAttributes]);

/** Elements of markup. */
export const elementNames = newNames(below(data.html.elements, 1));

/** What iterators were given; arrays always had the same names. */
export const iteratorNames = new Set(
  [...below(data.javascript.builtins.Iterator, 1)].filter(([, one]) => isTooNew(one)).map(([name]) => name),
);

/** Functions and units of style values. */
export const valueNames = newNames(below(data.css.types, 3));

/** Parts of style sheets, by name. */
export const css = {
  property: (name) => data.css.properties[name],
  value: (property, word) => data.css.properties[property]?.[word],
  atRule: (name) => data.css['at-rules'][name],
  mediaFeature: (name) => data.css['at-rules'].media[name.replace(/^(min|max)-/, '')],
  selector: (name) => data.css.selectors[name],
};

import { mount } from 'svelte';

import { host } from '@host';

import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/print.css';
import App from './App.svelte';
import { Desk } from './lib/desk.svelte';
import { look } from './lib/look.svelte';
import { t } from './lib/words';

document.title = t('shell.name');
look.start();
// The engine is asked while the letters are on their way.
const desk = new Desk(host);
const known = desk.refresh();

// Text drawn before its letters are here shows words with holes; the files are part of the program,
// so waiting for them costs milliseconds. A letter of each subset asks for that subset.
const fonts = ['400', '700'].map((weight) =>
  document.fonts.load(`${weight} 1em 'Be Vietnam Pro'`, 'aổ'),
);
await Promise.allSettled([...fonts, known]);

const target = document.getElementById('app');
if (target) {
  mount(App, { target, props: { desk } });
}

import { expect, test, vi } from 'vitest';

import { isComposing, Keys, keyName, type KeyPress } from './keys';

function press(key: string, more: Partial<KeyPress> = {}): KeyboardEvent {
  const plain = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };
  const rest = { code: '', isComposing: false, keyCode: 0, defaultPrevented: false };
  return { ...plain, ...rest, key, preventDefault: vi.fn(), ...more } as unknown as KeyboardEvent;
}

test.each([
  [press('Enter', { ctrlKey: true }), 'Ctrl+Enter'],
  [press('1', { altKey: true, code: 'Digit1' }), 'Alt+1'],
  [press('đ', { ctrlKey: true, code: 'KeyD' }), 'Ctrl+D'],
  [press('Tab', { shiftKey: true }), 'Shift+Tab'],
  [press('F1'), 'F1'],
])('a key press has the name that is printed', (event, name) => {
  expect(keyName(event)).toBe(name);
});

test.each([{ isComposing: true }, { keyCode: 229 }])('nothing acts while composing: %j', (state) => {
  expect(isComposing(press('Enter', state))).toBe(true);
  const keys = new Keys();
  const run = vi.fn();
  keys.add(() => [{ keys: 'Enter', run }]);
  keys.handle(press('Enter', state));
  expect(run).not.toHaveBeenCalled();
});

test('Backspace is never touched, not even by who claims it', () => {
  const keys = new Keys();
  const run = vi.fn();
  keys.add(() => [{ keys: 'Backspace', run }]);
  keys.handle(press('Backspace'));
  expect(run).not.toHaveBeenCalled();
});

test('the nearest layer acts, and a modal one hides those below', () => {
  const keys = new Keys();
  const below = vi.fn();
  const above = vi.fn();
  keys.add(() => [{ keys: 'F2', run: below }, { keys: 'F3', run: below }]);
  const leave = keys.add(() => [{ keys: 'F2', run: above }], true);
  keys.handle(press('F2'));
  keys.handle(press('F3'));
  expect(above).toHaveBeenCalledTimes(1);
  expect(below).not.toHaveBeenCalled();
  leave();
  keys.handle(press('F3'));
  expect(below).toHaveBeenCalledTimes(1);
});

test('a key that is declined stays the browser’s', () => {
  const keys = new Keys();
  keys.add(() => [{ keys: 'F2', run: () => false as const }, { keys: 'F4', run: () => {} }]);
  const declined = press('F2');
  keys.handle(declined);
  expect(declined.preventDefault).not.toHaveBeenCalled();
  const taken = press('F4');
  keys.handle(taken);
  expect(taken.preventDefault).toHaveBeenCalled();
});

// The harness itself: what it watches for is seen, and what it arranges is there.

import { MONTH, area, make, COMMUNES, meeting, save, take } from '../arrange';
import { PageGuard } from '../harness/guard';
import { Refused, axe, drop, expect, pattern, t, tabTo, test } from '../harness/test';

/** A window with a guard of its own, over the same host; what it sees fails no test. */
async function watched(page: import('@playwright/test').Page, url: string) {
  const other = await page.context().newPage();
  const guard = await PageGuard.over(other, url);
  await other.goto(url);
  return { other, guard };
}

test('an inline style, an inline script and an address outside are all seen', async ({ station }) => {
  const { other, guard } = await watched(station.page, station.url);
  await other.evaluate(() => {
    document.body.setAttribute('style', 'color: red');
    const script = document.createElement('script');
    script.textContent = 'window.name = "ran"';
    document.body.append(script);
    const image = document.createElement('img');
    image.src = 'http://127.0.0.1:9/elsewhere.png';
    document.body.append(image);
  });
  for (const refused of ['style-src-attr refuses inline', 'script-src-elem refuses inline', 'img-src refuses']) {
    await expect.poll(() => guard.problems.join('\n')).toContain(refused);
  }
  expect(await other.evaluate(() => window.name)).toBe('');
});

test('an error nobody caught and a word on the console are seen', async ({ station }) => {
  const { other, guard } = await watched(station.page, station.url);
  await other.evaluate(() => {
    console.error('spoken');
    setTimeout(() => {
      throw new Error('fallen');
    });
  });
  for (const seen of ['the console says: spoken', 'fallen']) {
    await expect.poll(() => guard.problems.join('\n')).toContain(seen);
  }
});

test('a button without a name is a finding', async ({ station }) => {
  const { other } = await watched(station.page, station.url);
  await other.evaluate(() => document.body.append(document.createElement('button')));
  await expect(axe(other)).rejects.toThrow('button-name');
});

test('words are filled, and a wrong key or a missing value is an error', () => {
  expect(t('shell.version', { version: '1.2' })).toContain('1.2');
  expect(() => t('shell.version')).toThrow('{version}');
  expect(() => t('no.such.key' as never)).toThrow('no.such.key');
  expect(t('shell.version', { version: 'anything' })).toMatch(pattern('shell.version'));
});

test('a store outlives its host, and the window is told of a lock', async ({ station }) => {
  await make(station, COMMUNES[0]!);
  await station.open();
  await expect(station.page.locator('.window')).toHaveAttribute('data-state', 'open');
  await station.lock();
  await expect(station.page.locator('.window')).toHaveAttribute('data-state', 'locked');
  const url = station.url;
  await station.restart();
  expect(station.url).toBe(url);
  await expect(station.rpc('list_kinds', {})).rejects.toThrow(Refused);
  await station.unlock();
  expect((await station.rpc('list_kinds', {})).length).toBeGreaterThan(0);
});

test('the day goes on after a restart and can be another one', async ({ laptop }) => {
  const commune = await laptop('xa');
  await make(commune, COMMUNES[0]!);
  const first = await save(commune, 'hoat_dong', meeting());
  await commune.restart();
  await commune.unlock();
  const second = await save(commune, 'hoat_dong', meeting({ so_nguoi: '7', ten: 'Họp thôn' }));
  expect(second.record > first.record, 'ids keep the order of time').toBe(true);
  await commune.restart({ today: '20/03/2026' });
  await commune.unlock();
  await save(commune, 'hoat_dong', meeting({ ngay: '20/3/2026' }));
});

test('dropped and picked files reach the window', async ({ station }) => {
  const heard = station.page.evaluate(
    () =>
      new Promise((resolve) => {
        window.addEventListener('so138:drop', (event) => resolve((event as CustomEvent).detail));
      }),
  );
  await drop(station.page, ['/a', '/b']);
  expect(await heard).toEqual({ paths: ['/a', '/b'] });
  await station.picks(['/c'], ['/d']);
  const picked = () =>
    station.page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/pick', { method: 'POST', headers, body: '{}' })).json();
    });
  expect([await picked(), await picked(), await picked()]).toEqual([
    { paths: ['/c'] },
    { paths: ['/d'] },
    { paths: [] },
  ]);
});

test('a thing that Tab never comes to is told with what it comes to', async ({ station }) => {
  await station.page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<i id="out">x</i>'));
  await expect(tabTo(station.page, station.page.locator('#out'))).rejects.toThrow('never comes to');
});

test('an area reports, and what it reports can be taken', async ({ laptop }) => {
  const { root, communes, bundles } = await area(laptop);
  expect(bundles).toHaveLength(communes.length);
  await take(root, bundles);
  const { rows } = await root.rpc('show_board', { period: MONTH });
  const came = rows.filter((row) => row.state === 'received').map((row) => row.unit);
  expect(came).toEqual(COMMUNES.slice(0, 2).map((one) => one.code));
});

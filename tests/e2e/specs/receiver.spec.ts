// A month at the receiver: bundles on the board, a return and what comes back.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { COMMUNES, MONTH, ROOT, area, carry, folder, take } from '../arrange';
import { drop, expect, pattern, press, t, tabTo, test, type } from '../harness/test';
import { activate, button, go, pickOption, told } from '../pages/desk';
import { boardRow, chooseUnit, commitImport, fileRow } from '../pages/receiver';

/** A day on which what was due on 19/03/2026 is late, grace and all. */
const AFTER = '28/03/2026';
const [FIRST, SECOND, THIRD] = COMMUNES.map(({ code }) => code) as [string, string, string];
/** People who came to meetings: what the commune is asked about. */
const FIGURE = 'TT_NGUOI';

test('bundles dropped on the board', async ({ laptop }) => {
  const { root, bundles } = await area((name) => laptop(name, { today: AFTER }), { communes: 3 });
  const [one, two, three] = bundles as [string, string, string];
  const spoilt = join(folder(root, 'hong'), 'hong.so138');
  const bytes = readFileSync(three);
  const at = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(spoilt, bytes);

  const page = await root.open();
  await go(page, 'board');
  await expect(boardRow(page, FIRST)).toHaveAttribute('data-state', 'open');
  await drop(page, [one, two, spoilt]);
  await expect(fileRow(page, basename(one))).toHaveAttribute('data-outcome', 'planned');
  await expect(fileRow(page, basename(two))).toHaveAttribute('data-outcome', 'planned');
  const refused = fileRow(page, basename(spoilt));
  await expect(refused).toHaveAttribute('data-outcome', 'refused');
  await expect(refused).toContainText(t('ui.import.outcome.refused'));
  await expect(refused.locator('.says')).toContainText(t('error.bundle_damaged.next'));
  await expect(boardRow(page, FIRST), 'a preview changes nothing').toHaveAttribute('data-state', 'open');
  await commitImport(page, 2, '26/3');

  for (const unit of [FIRST, SECOND]) {
    const row = boardRow(page, unit);
    await expect(row).toHaveAttribute('data-state', 'received');
    await expect(row).toContainText(t('ui.state.received'));
    await expect(row).toContainText(t('ui.state.late'));
    await expect(row).toContainText('26/03/2026');
    await expect(row).toContainText(t('ui.board.days_late', { days: 7 }));
  }
  await expect(boardRow(page, THIRD)).toHaveAttribute('data-state', 'open');

  await press(page, 'Control+Enter');
  await told(page, t('ui.board.accepted', { count: 2 }));
  await expect(boardRow(page, FIRST)).toHaveAttribute('data-state', 'accepted');
  await expect(boardRow(page, SECOND)).toHaveAttribute('data-state', 'accepted');

  await go(page, 'totals');
  const book = join(folder(root, 'bieu'), 'tong-hop.xlsx');
  await root.picks([book]);
  await expect(button(page, 'ui.totals.workbook')).toBeEnabled();
  await press(page, 'Control+s');
  await told(page, pattern('ui.totals.workbook.done'));
  expect(readFileSync(book).subarray(0, 2).toString('latin1')).toBe('PK');
});

test('a return travels and comes back', async ({ laptop }) => {
  const { root, communes, mailbox, bundles } = await area(laptop, { communes: 1 });
  const commune = communes[0]!;
  await take(root, bundles);
  const asked = 'Đếm lại số người dự';
  const receipts = folder(root, 'bien-nhan');

  const page = await root.open();
  const label = await test.step('is returned with a note on a cell', async () => {
    await go(page, 'review');
    await chooseUnit(page, FIRST);
    const cells = page.getByLabel(t('ui.review.note.cell'), { exact: true });
    const { lines } = await root.rpc('show_period', { period: MONTH, unit: FIRST });
    const line = lines.find(({ key }) => key === FIGURE)!;
    await tabTo(page, cells);
    await pickOption(page, cells, FIGURE);
    await activate(page, button(page.locator('.add'), 'ui.review.note'));
    const note = page.getByLabel(line.label, { exact: true });
    await expect(note).toBeFocused();
    await type(page, asked);
    await activate(page, button(page, 'ui.review.return'));
    await told(page, t('ui.review.returned'));
    return line.label;
  });

  const receipt = await test.step('its receipt is written', async () => {
    await go(page, 'board');
    await expect(boardRow(page, FIRST)).toHaveAttribute('data-state', 'returned');
    await root.picks([receipts]);
    await activate(page, button(page, 'ui.board.receipts'));
    await told(page, t('ui.board.receipts.done', { count: 1 }));
    return join(receipts, readdirSync(receipts)[0]!);
  });

  await test.step('the commune reads it', async () => {
    const desk = await commune.open();
    await go(desk, 'bundles');
    await commune.picks([receipt]);
    await press(desk, 'Control+o');
    await expect(fileRow(desk, basename(receipt))).toHaveAttribute('data-outcome', 'planned');
    await commitImport(desk, 1);
    await go(desk, 'today');
    const returned = desk.locator('[data-open="returned"]');
    await expect(returned).toContainText(asked);
    await expect(returned).toContainText(t('ui.state.returned'));
    await go(desk, 'period');
    await expect(desk.locator('main').getByText(t('ui.period.returned', { unit: ROOT.name }))).toBeVisible();
    await expect(desk.locator(`tr[data-key="${FIGURE}"]`)).toContainText(
      t('ui.period.note', { unit: ROOT.name, text: asked }),
    );
  });

  const again = await test.step('the commune mends it', async () => {
    const which = { unit: null, kind: 'hoat_dong', period: MONTH, text: null, limit: 1, offset: 0 };
    const { record } = (await commune.rpc('list_records', which)).records[0]!;
    const change = { record, kind: null, typed: { so_nguoi: '95' }, reasons: {}, late: true, seen: null, draft: null };
    expect((await commune.rpc('save_record', change)).amends).toContain(MONTH);
    await commune.rpc('amend_period', { period: MONTH, reason: 'Đã đếm lại' });
    return (await carry(commune, mailbox)).path;
  });

  await test.step('it comes back and is accepted', async () => {
    await drop(page, [again]);
    await expect(fileRow(page, basename(again))).toHaveAttribute('data-outcome', 'planned');
    await commitImport(page, 1);
    await expect(boardRow(page, FIRST)).toHaveAttribute('data-state', 'received');
    await expect(boardRow(page, FIRST)).toContainText(t('ui.board.version', { version: 2 }));
    await go(page, 'review');
    await chooseUnit(page, FIRST);
    const changed = page.locator(`main tr[data-key="${FIGURE}"]`);
    await expect(changed).toContainText(label);
    await expect(changed).toContainText(t('ui.review.noted'));
    await expect(page.getByText(asked)).toBeVisible();
    await activate(page, button(page, 'ui.review.accept'));
    await told(page, t('ui.review.accepted'));
    await go(page, 'board');
    await expect(boardRow(page, FIRST)).toHaveAttribute('data-state', 'accepted');
  });
});

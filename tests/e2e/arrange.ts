// Stations with something in them, made with commands alone. Every unit, person and figure is invented.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type {
  CreateStationRes,
  ExportBundleRes,
  GroupIn,
  ImportedOut,
  SaveRecordRes,
  UnitIn,
} from '../../ui/src/gen/commands';
import { LOGIN, PASSPHRASE, type Laptop, type Station } from './harness/test';

/** The month that has just ended on `TODAY`: 15/02/2026 to 14/03/2026, due on 19/03/2026. */
export const MONTH = '2026-03';
/** The month before it. */
export const MONTH_BEFORE = '2026-02';
/** The same month a year earlier. */
export const MONTH_YEAR_BEFORE = '2025-03';

/** The unit above all others. */
export const ROOT = unit('THU', 'Khu vực Thử', 'khu_vuc', null);

/** Communes below it, in the order of their codes. */
export const COMMUNES = ['Một', 'Hai', 'Ba', 'Bốn', 'Năm', 'Sáu'].map((name, at) =>
  unit(`THU-0${at + 1}`, `Xã Thử ${name}`, 'xa', ROOT.code),
);

function unit(code: string, name: string, kind: string, parent: string | null): UnitIn {
  return { code, name, kind, parent, from: null, to: null, into: [] };
}

/** Makes a practice station of a unit in an empty folder and leaves it unlocked. */
export function make(
  station: Station,
  { code, name }: UnitIn,
  units: UnitIn[] | null = null,
): Promise<CreateStationRes> {
  return station.rpc('create_station', {
    unit: code,
    name: `Máy ${code}`,
    officer: { login: LOGIN, name: `Cán bộ ${name}`, title: 'Trưởng Công an' },
    passphrase: PASSPHRASE,
    sandbox: true,
    units,
  });
}

/** Makes the station above all others, with every commune in its list. */
export function makeRoot(station: Station): Promise<CreateStationRes> {
  return make(station, ROOT, [ROOT, ...COMMUNES]);
}

/** Enrols a station at the one above it, every group heard over the telephone. */
export async function enrol(
  below: Station,
  above: Station,
  { code }: UnitIn,
  options: { receiver?: boolean } = {},
): Promise<void> {
  const post = folder(above, 'thu-tu');
  const request = join(post, `${below.options.name}.yeucau`);
  const receiver = options.receiver ?? false;
  const heard = await below.rpc('request_enrolment', { path: request, receiver });
  const issued = await above.rpc('issue_enrolment', {
    path: request,
    out: post,
    unit: code,
    name: `Máy ${code}`,
    groups: groups(heard.groups),
  });
  const answer = join(post, issued.file);
  await below.rpc('accept_enrolment', { path: answer, groups: groups(issued.root_groups) });
}

/** Groups of digits in their places, as a person who heard them types them. */
export function groups(digits: string[]): GroupIn[] {
  return digits.map((text, at) => ({ place: at + 1, digits: text }));
}

/** A meeting in `MONTH`, as an officer types it; fields can be put over it. */
export function meeting(over: Record<string, string> = {}): Record<string, string> {
  return {
    ngay: '5/3/2026',
    ten: 'Họp dân tuyên truyền pháp luật',
    chu_de_chinh: 'ANTQ',
    hinh_thuc: 'HOP_DAN',
    so_buoi: '1',
    so_nguoi: '120',
    dia_diem: 'KHU_DAN_CU',
    ...over,
  };
}

/** Saves a new record. */
export function save(
  station: Station,
  kind: string,
  typed: Record<string, string>,
  reasons: Record<string, string> = {},
): Promise<SaveRecordRes> {
  return station.rpc('save_record', { record: null, kind, typed, reasons, late: false, seen: null, draft: null });
}

/** Says of every owed figure nobody has spoken about that there is none, and closes the period. */
export async function close(station: Station, period = MONTH): Promise<void> {
  const state = 'missing';
  await station.rpc('state_cells', { period, state, indicators: [], groups: [] });
  await station.rpc('close_period', { period });
}

/** Writes a bundle into a folder and gives its path; to the unit above when no other is named. */
export async function carry(
  station: Station,
  out: string,
  to: string | null = null,
): Promise<ExportBundleRes & { path: string }> {
  mkdirSync(out, { recursive: true });
  const written = await station.rpc('export_bundle', { to, out, from_start: false });
  return { ...written, path: join(out, written.file) };
}

/** Imports bundles beside the window; every one must be taken. */
export async function take(station: Station, paths: string[]): Promise<ImportedOut[]> {
  const req = { paths, dry_run: false, handed_in: null };
  const { files } = await station.rpc('import_bundles', req);
  const refused = files.filter((file) => file.outcome !== 'imported');
  if (refused.length > 0) {
    throw new Error(`not imported: ${JSON.stringify(refused)}`);
  }
  return files;
}

/** A folder of the test that is there. */
export function folder(station: Station, name: string): string {
  const path = station.path(name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** A receiver with communes that have reported, and their bundles on the way. */
export interface Area {
  root: Station;
  communes: Station[];
  /** Where the bundles lie. */
  mailbox: string;
  /** One bundle of each commune, in their order. */
  bundles: string[];
}

/** What an area is made of. */
export interface AreaOptions {
  /** How many communes have a laptop. */
  communes?: number;
  /** What a commune enters before it closes; two meetings when left out. */
  enter?: (commune: Station, at: number) => Promise<void>;
  /** Whether the month is closed and its bundle written. */
  reported?: boolean;
}

/**
 * A receiver's station and its communes' on laptops of their own: enrolled, records saved, `MONTH`
 * closed, one bundle of each in the mailbox. Nothing is imported; no window is open.
 */
export async function area(laptop: Laptop, options: AreaOptions = {}): Promise<Area> {
  const { communes: count = 2, enter = twoMeetings, reported = true } = options;
  const root = await laptop('khu-vuc');
  await makeRoot(root);
  const mailbox = folder(root, 'goi-den');
  const communes: Station[] = [];
  const bundles: string[] = [];
  for (const [at, one] of COMMUNES.slice(0, count).entries()) {
    const commune = await laptop(`xa-${at + 1}`);
    await make(commune, one);
    await enrol(commune, root, one);
    await enter(commune, at);
    if (reported) {
      await close(commune);
      bundles.push((await carry(commune, mailbox)).path);
    }
    communes.push(commune);
  }
  return { root, communes, mailbox, bundles };
}

/** Two meetings with 120 and 80 people, and ten more for each commune before this one. */
async function twoMeetings(commune: Station, at: number): Promise<void> {
  await save(commune, 'hoat_dong', meeting({ so_nguoi: String(120 + 10 * at) }));
  const second = { ngay: '9/3/2026', ten: 'Tuyên truyền an toàn giao thông', chu_de_chinh: 'ATGT' };
  await save(commune, 'hoat_dong', meeting({ ...second, so_nguoi: '80' }));
}

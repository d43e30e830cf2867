// What the minutes of a handover say about the book.

import type {
  ListBundlesRes,
  OfficerOut,
  RunDoctorRes,
  ShowTodayRes,
  StationOut,
  Whoami,
} from '../../gen/commands';
import { count, day, moment } from '../../lib/format';
import { t } from '../../lib/words';

/** How the book stands. */
export interface Standing {
  readonly whoami: Whoami;
  readonly today: ShowTodayRes;
  readonly bundles: ListBundlesRes;
  readonly officers: readonly OfficerOut[];
  readonly stations: readonly StationOut[];
  readonly records: number;
  readonly doctor: RunDoctorRes;
}

/** One line of the minutes. */
export interface MinutesLine {
  readonly name: string;
  readonly says: readonly string[];
}

/** The minutes, line by line; a line that has nothing to say says so. */
export function lines(standing: Standing): MinutesLine[] {
  const { whoami, today, officers, stations, records } = standing;
  const station = stations.find((one) => one.station === whoami.station);
  const working = officers.filter((one) => !one.left);
  const named = working.map((one) => `${one.name}, ${one.title} (${one.login})`);
  return [
    { name: t('ui.paper.unit'), says: [`${whoami.unit_name ?? ''} (${whoami.unit})`.trim()] },
    { name: t('ui.paper.station'), says: [station?.name ?? whoami.station] },
    { name: t('ui.paper.day'), says: [day(today.today)] },
    { name: t('ui.handover.officers'), says: named },
    { name: t('ui.handover.records'), says: [count(records)] },
    { name: t('ui.handover.drafts'), says: [count(today.drafts)] },
    { name: t('ui.handover.periods'), says: periods(today) },
    { name: t('ui.handover.bundle'), says: [lastBundle(standing)] },
    { name: t('ui.handover.came'), says: [lastCame(standing)] },
    { name: t('ui.handover.backup'), says: [lastBackup(today)] },
    { name: t('ui.handover.doctor'), says: doctor(standing) },
  ];
}

function periods(today: ShowTodayRes): string[] {
  const due = today.due.map((one) => t('ui.handover.period', { label: one.label, due: day(one.due) }));
  return due.length > 0 ? due : [t('ui.handover.nothing')];
}

function lastBundle({ today }: Standing): string {
  const last = today.last_bundle;
  if (!last) {
    return t('ui.handover.nothing');
  }
  const params = { number: last.number, to: last.to_name, at: moment(last.created_at) };
  return t(last.received ? 'ui.handover.bundle.received' : 'ui.handover.bundle.sent', params);
}

function lastCame({ bundles }: Standing): string {
  const [last] = bundles.came;
  if (!last) {
    return t('ui.handover.nothing');
  }
  return t('ui.handover.came.one', {
    number: last.number,
    unit: last.sender_unit,
    at: moment(last.imported_at),
  });
}

function lastBackup(today: ShowTodayRes): string {
  const last = today.last_backup;
  return last
    ? t('ui.handover.backup.one', { file: last.file, at: moment(last.at) })
    : t('ui.handover.backup.none');
}

function doctor({ doctor: { fine, checks } }: Standing): string[] {
  return fine
    ? [t('ui.handover.doctor.fine')]
    : checks.filter((check) => !check.fine).map((check) => check.says);
}

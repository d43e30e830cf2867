// What an officer might type into a field, made from the catalog alone, so that a new kind needs no new test.

import type { FieldOut, ShowKindRes } from '../../../ui/src/gen/commands';
import { MONTH } from '../arrange';

/** The name every residential area and every reference gets, so that a reference finds it. */
const PLACE = 'Làng Đăk Mế';

/** Ways to type a day of the month that is reported. */
const DAYS = ['5/3', '05032026', '5/3/2026'];

/** What the catalog cannot tell: fields that belong together. */
const TOGETHER: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tin_bai: { tu_ngay: '1/3/2026' },
  thu_hoi_vk: { tu_ngay: '1/3/2026', vln_kg: '0,125', phao_kg: '1,5', sung: '2' },
  ngay_hoi: { don_vi_tham_gia: PLACE, hoat_dong: 'GIAO_UOC,TANG_QUA' },
  danh_gia_at: { doi_tuong: PLACE, dang_ky: 'có', ngay_dang_ky: '1/2/2026' },
  phan_loai_pt: { doi_tuong: PLACE, diem_tu_cham: '95,5' },
  kiem_tra_th: { so_luot_dv: '3', doi_tuong_du: 'CONG_AN,BCD' },
  hoat_dong: { khu_dan_cu_id: PLACE },
};

/** A record of a kind as it would be typed: what must be said, and figures where a form is nothing but figures. */
export function plausible(kind: ShowKindRes): Record<string, string> {
  const isCounted = kind.kind.family === 'tally';
  const typed: Record<string, string> = {};
  kind.fields.forEach((field, at) => {
    const isFigure = ['int', 'decimal', 'money'].includes(field.is);
    if ((field.required && field.default === null) || (isCounted && isFigure)) {
      // Later figures of a form are parts of earlier ones.
      typed[field.name] = value(kind, field, at, kind.fields.length - at);
    }
  });
  return { ...typed, ...TOGETHER[kind.kind.code] };
}

function value(kind: ShowKindRes, field: FieldOut, at: number, figure: number): string {
  switch (field.is) {
    case 'date':
      return DAYS[at % DAYS.length] ?? '';
    case 'month':
      return '3/2026';
    case 'year':
      return '2026';
    case 'period':
      return MONTH;
    case 'bool':
      return 'không';
    case 'option':
    case 'options':
      return field.options[0]?.code ?? '';
    case 'money':
      return '1.217.000';
    case 'int':
    case 'decimal':
      return String(field.max === null ? figure : Math.min(figure, Number(field.max)));
    default:
      return field.chars_max !== null && field.chars_max < 60 ? 'KDC-01' : `${kind.kind.code === 'khu_dan_cu' ? '' : `${kind.kind.label}, `}${PLACE}`;
  }
}

//! Rules on records: each row changes a small valid record of the rule's kind.

use chrono::NaiveDate;
use so138_domain::catalog::{FieldType, RecordKind, Rule};
use so138_domain::record::check_record;
use so138_domain::value::{Fields, Value};

use super::*;

/// The day of the checks.
const AS_OF: &str = "2026-03-09";

/// A valid record of each kind that has rules.
const BASES: &[(&str, &str)] = &[
    (
        "hoat_dong",
        "ngay=2026-03-05 ten=A chu_de_chinh=ATGT hinh_thuc=HOP_DAN so_buoi=2 so_nguoi=90 dia_diem=CHO chu_tri=CA_XA",
    ),
    ("tai_lieu", "ngay=2026-03-05 loai=TO_ROI so_luong=100"),
    ("tin_bai", "tu_ngay=2026-03-02 den_ngay=2026-03-05 kenh=ZALO the_loai=TIN so_luong=3"),
    ("kenh_mxh", "nen_tang=FACEBOOK ten=A ngay_lap=2025-03-05"),
    (
        "phieu_nguon_tin",
        "thang=2026-02 linh_vuc=KHONG_PHAN tiep_nhan=9 gia_tri=7 giai_quyet=5 vu_an=2 doi_tuong=3",
    ),
    ("thu_hoi_vk", "tu_ngay=2026-03-02 den_ngay=2026-03-05 so_dot=1"),
    ("phieu_van_dong_cb", "thang=2026-02 nhom=GIA_LANG so_nguoi=3 so_luot=5"),
    (
        "phieu_ql_gd",
        "thang=2026-02 goi_hoi=4 ho_so_gdx=1 dau_thu=0 cam_hoa=2 vay_von=1 vay_von_tien=50000000",
    ),
    ("khu_dan_cu", "ma=T1 ten=A loai=THON hieu_luc_tu=2020-01-01"),
    ("don_vi", "loai=CQ ten=A cap_quan_ly=XA hieu_luc_tu=2020-01-01"),
    ("danh_gia_at", "nam=2026 loai_doi_tuong=XPT dang_ky=true ngay_dang_ky=2026-01-15 ket_qua=CHUA_XET"),
    ("phan_loai_pt", "nam=2026 loai_doi_tuong=XPT diem_tu_cham=95 xep_loai=XS"),
    ("tieu_chi_ntm", "nam=2026 ket_qua=DAT"),
    (
        "mo_hinh",
        "ten=A loai=CAMERA linh_vuc=ANTT chu_the=CONG_AN ngay_ra_mat=2025-06-01 so_diem=1 trang_thai=HIEU_QUA",
    ),
    ("ngay_hoi", "ngay=2025-08-10 cap=XA so_nguoi=300"),
    ("phieu_luc_luong", "ngay_chot=2026-03-01 tbv_to=3 tbv_totruong=3 tbv_topho=3 tbv_tovien=3"),
    ("tru_so", "tinh_trang=UBND hieu_luc_tu=2025-07-01"),
    (
        "phieu_to_chuc",
        "ngay_chot=2026-03-01 nq_cap_uy=false kh_ubnd=false bcd_kien_toan=true chi_bo=true tr_bch=true tr_btv=false",
    ),
    (
        "van_ban",
        "so=1 ky_hieu=KH-UBND ngay=2026-03-05 co_quan=A loai=KE_HOACH trich_yeu=A chieu=BAN_HANH do_mat=THUONG",
    ),
    ("phoi_hop", "ten=A loai=QUY_CHE doi_tac=[MTTQ] so_ban=1 ngay_ky=2025-03-05"),
    (
        "khen_thuong",
        "ngay=2026-03-05 so_qd=1 tham_quyen=CTX hinh_thuc=GK dip=NAM tap_the=1 ca_nhan=1 trang_thai=DA_KHEN",
    ),
    ("kinh_phi", "ngay=2026-03-05 noi_dung=MOHINH nguon=NS_XA so_tien=1000000"),
    ("ho_tro_as", "ngay=2026-03-05 loai=QUA so_suat=5 nhom_nhan=NGHEO"),
    ("kiem_tra_th", "ngay=2026-03-05 loai=GIAO_BAN so_cuoc=1"),
    ("dia_ban", "dien=TRONG_DIEM tu_ngay=2025-03-05"),
];

/// `{}` stands for a reference to a record. An empty value takes a field away; `unit_kind` is of the unit.
#[rustfmt::skip]
pub const ROWS: &[Row] = &[
    ("C13.ngay", "ngay=2026-03-10", "ngay=2026-03-09"),
    ("C15.nguoi_buoi", "so_nguoi=4001", "so_nguoi=4000"),
    ("C15.it_nguoi", "so_nguoi=1", "so_nguoi=2"),
    ("C07.cam_ket", "so_cam_ket=91", "so_cam_ket=90"),
    ("C13.tai_lieu", "ngay=2026-03-10", "ngay=2026-03-09"),
    ("C13.tin_bai", "den_ngay=2026-03-10", "den_ngay=2026-03-09"),
    ("C13.tin_bai_khoang", "tu_ngay=2026-03-06", "tu_ngay=2026-03-05"),
    ("C08.luot_phat", "the_loai=LUOT_PHAT kenh=KHAC", "the_loai=LUOT_PHAT kenh=LOA"),
    ("C08.phat_thanh", "the_loai=SO_PHAT kenh=ZALO", "the_loai=SO_PHAT kenh=ANTV"),
    ("C13.kenh_mxh", "ngay_lap=2026-03-10", "ngay_lap=2026-03-09"),
    ("C01.kenh_mxh", "ngay_ngung=2025-03-04", "ngay_ngung=2025-03-05"),
    ("C17.nguon_tin_trong", "tiep_nhan= gia_tri= giai_quyet= vu_an= doi_tuong=", "tiep_nhan=0 gia_tri=0 giai_quyet=0 vu_an=0 doi_tuong=0"),
    ("C17.nguon_tin_thieu", "doi_tuong=", "doi_tuong=0"),
    ("C13.nguon_tin", "thang=2026-04", "thang=2026-03"),
    ("C17.van_dong_cb_trong", "so_nguoi= so_luot=", "so_nguoi=0 so_luot=0"),
    ("C17.van_dong_cb_thieu", "so_luot=", "so_luot=3"),
    ("C13.van_dong_cb", "thang=2026-04", "thang=2026-03"),
    ("C17.ql_gd_trong", "goi_hoi= ho_so_gdx= dau_thu= cam_hoa= vay_von= vay_von_tien=", "goi_hoi=0"),
    ("C17.ql_gd_thieu", "cam_hoa=", "cam_hoa=0 vay_von_tien="),
    ("C13.ql_gd", "thang=2026-04", "thang=2026-03"),
    ("C07.gia_tri", "gia_tri=10", "gia_tri=9"),
    ("C07.giai_quyet", "giai_quyet=8", "giai_quyet=7"),
    ("C07.vu_an", "giai_quyet=0", "giai_quyet=1"),
    ("C07.doi_tuong", "vu_an=0", "vu_an=1"),
    ("C07.van_dong_cb", "so_nguoi=6", "so_nguoi=5"),
    ("C07.vay_von", "vay_von=0", "vay_von=0 vay_von_tien=0"),
    ("C13.thu_hoi_vk", "den_ngay=2026-03-10", "den_ngay=2026-03-09"),
    ("C13.thu_hoi_vk_khoang", "tu_ngay=2026-03-06", "tu_ngay=2026-03-05"),
    ("C01.hieu_luc", "hieu_luc_den=2019-12-31", "hieu_luc_den=2020-01-01"),
    ("C01.don_vi", "hieu_luc_den=2019-12-31", "hieu_luc_den=2020-01-01"),
    ("C12.quy_mo", "loai=DN", "loai=DN quy_mo=VUA"),
    ("C12.bac_hoc", "bac_hoc=THCS", "loai=CSGD bac_hoc=THCS"),
    ("C12.luc_luong_vt", "loai=DN quy_mo=LON luc_luong_vt=true", "luc_luong_vt=true"),
    ("C12.cap_huyen", "cap_quan_ly=HUYEN", "cap_quan_ly=HUYEN hieu_luc_den=2025-06-30"),
    ("C03.khu_dan_cu", "loai_doi_tuong=KDC", "loai_doi_tuong=KDC doi_tuong={}"),
    ("C03.dang_ky", "dang_ky=false ngay_dang_ky= ket_qua=DAT so_qd=1 ngay_qd=2026-03-09", "ket_qua=DAT so_qd=1 ngay_qd=2026-03-09"),
    ("C03.so_qd", "ket_qua=DAT so_qd=1", "ket_qua=DAT so_qd=1 ngay_qd=2026-03-09"),
    ("C03.ngay_dang_ky", "ngay_dang_ky=", "dang_ky=false ngay_dang_ky="),
    ("C03.ly_do", "ket_qua=KHONG_DAT", "ket_qua=KHONG_DAT ly_do=[VU_VIEC]"),
    ("C13.ngay_dang_ky", "ngay_dang_ky=2026-03-10", "ngay_dang_ky=2026-03-09"),
    ("C13.ngay_qd", "ngay_qd=2026-03-10", "ngay_qd=2026-03-09"),
    ("C13.quy_dang_ky", "ngay_dang_ky=2025-10-31", "ngay_dang_ky=2025-11-01"),
    ("C03.pl_doi_tuong", "loai_doi_tuong=DN", "loai_doi_tuong=DN doi_tuong={}"),
    ("C01.diem_tu_cham", "diem_tu_cham=100.1", "diem_tu_cham=100"),
    ("C01.diem_cong_nhan", "diem_cong_nhan=100.1", "diem_cong_nhan=100"),
    ("C07.xep_loai", "diem_cong_nhan=89.9", "diem_cong_nhan=89.9 xep_loai=KHA"),
    ("C07.xep_loai", "diem_tu_cham=90 xep_loai=KHA", "diem_tu_cham=90 xep_loai=XS"),
    ("C07.xep_loai", "diem_tu_cham=70 xep_loai=TB", "diem_tu_cham=70 xep_loai=KHA"),
    ("C07.xep_loai", "diem_tu_cham=50 xep_loai=YEU", "diem_tu_cham=50 xep_loai=TB"),
    ("C12.ntm_xa", "unit_kind=phuong", "unit_kind=phuong ket_qua=KHONG_AP_DUNG"),
    ("C07.ve_dich", "ket_qua=CHUA_XET ve_dich=NTM", "ket_qua=DAT ve_dich=NTM"),
    ("C13.mo_hinh", "ngay_ra_mat=2026-03-10", "ngay_ra_mat=2026-03-09"),
    ("C01.mo_hinh", "trang_thai=DA_TL ly_do_tl=KHAC ngay_thanh_loai=2025-05-31", "trang_thai=DA_TL ly_do_tl=KHAC ngay_thanh_loai=2025-06-01"),
    ("C10.thanh_loai", "ngay_thanh_loai=2025-06-01", "trang_thai=DA_TL ly_do_tl=KHAC ngay_thanh_loai=2025-06-01"),
    ("C10.ly_do_tl", "trang_thai=DA_TL ngay_thanh_loai=2025-06-01", "trang_thai=DA_TL ly_do_tl=KHAC ngay_thanh_loai=2025-06-01"),
    ("C07.mo_hinh_tv", "so_tv=2 so_to=3", "so_tv=3 so_to=3"),
    ("C13.ngay_hoi", "ngay=2026-06-01", "ngay=2025-09-30"),
    ("C13.mua_ngay_hoi", "ngay=2025-10-01", "ngay=2025-09-30"),
    ("C15.nguoi_ngay_hoi", "so_nguoi=2001", "so_nguoi=2000"),
    ("C13.luc_luong", "ngay_chot=2026-03-10", "ngay_chot=2026-03-09"),
    ("C11.tbv", "tbv_to=10", "tbv_to=9"),
    ("C11.tbv_nu", "tbv_nu=10", "tbv_nu=9"),
    ("C11.tbv_dtts", "tbv_dtts=10", "tbv_dtts=9"),
    ("C11.annd", "anndan_to=3 anndan_tv=2", "anndan_to=3 anndan_tv=3"),
    ("C01.tru_so", "hieu_luc_den=2025-06-30", "hieu_luc_den=2025-07-01"),
    ("C13.tru_so", "hieu_luc_tu=2026-03-10", "hieu_luc_tu=2026-03-09"),
    ("C12.noi_muon", "tinh_trang=MUON", "tinh_trang=MUON noi_muon=NHA_DAN"),
    ("C13.to_chuc", "ngay_chot=2026-03-10", "ngay_chot=2026-03-09"),
    ("C07.btv", "tr_bch=false tr_btv=true", "tr_btv=true"),
    ("C07.doan_the", "doan_the=5 doan_the_tt=6", "doan_the=5 doan_the_tt=5"),
    ("C13.quy_nghi_quyet", "nq_cap_uy=true nq_van_ban={}", "nq_cap_uy=true nq_van_ban={} nq_ngay=2025-11-01"),
    ("C13.quy_ke_hoach", "kh_ubnd=true kh_van_ban={} kh_ngay=2025-10-31", "kh_ubnd=true kh_van_ban={} kh_ngay=2026-03-01"),
    ("C13.quy_nghi_quyet", "nq_cap_uy=true nq_van_ban={} nq_ngay=2025-10-31", "nq_cap_uy=true nq_van_ban={} nq_ngay=2026-03-01"),
    ("C13.quy_ke_hoach", "kh_ubnd=true kh_van_ban={}", "kh_ubnd=true kh_van_ban={} kh_ngay=2025-11-01"),
    ("C13.van_ban_nq", "nq_cap_uy=true nq_ngay=2026-01-05", "nq_cap_uy=true nq_ngay=2026-01-05 nq_van_ban={}"),
    ("C13.van_ban_kh", "kh_ubnd=true kh_ngay=2026-01-05", "kh_ubnd=true kh_ngay=2026-01-05 kh_van_ban={}"),
    ("C13.van_ban", "ngay=2026-03-10", "ngay=2026-03-09"),
    ("C13.phoi_hop", "ngay_ky=2026-03-10", "ngay_ky=2026-03-09"),
    ("C01.phoi_hop", "het_hieu_luc=2025-03-04", "het_hieu_luc=2025-03-05"),
    ("C08.so_ban", "so_ban=2", "so_ban=2 loai=CAM_KET"),
    ("C13.khen_thuong", "ngay=2026-03-10", "ngay=2026-03-09"),
    ("C18.so_luong", "tap_the=0 ca_nhan=0", "tap_the=0 ca_nhan=1"),
    ("C18.ky_niem_chuong", "tham_quyen=BCA hinh_thuc=KNC", "tham_quyen=BCA hinh_thuc=KNC tap_the=0"),
    ("C18.co_thi_dua", "tham_quyen=BCA hinh_thuc=CO", "tham_quyen=BCA hinh_thuc=CO ca_nhan=0"),
    ("C18.tham_quyen", "hinh_thuc=BK", "hinh_thuc=BK tham_quyen=CTT"),
    ("C18.so_qd", "so_qd=", "so_qd= trang_thai=DE_NGHI"),
    ("C13.kinh_phi", "ngay=2026-03-10", "ngay=2026-03-09"),
    ("C13.ho_tro", "ngay=2026-03-10", "ngay=2026-03-09"),
    ("C13.kiem_tra", "ngay=2026-03-10", "ngay=2026-03-09"),
    ("C07.luot_dv", "loai=KIEM_TRA so_cuoc=3 so_luot_dv=2", "loai=KIEM_TRA so_cuoc=3 so_luot_dv=3"),
    ("C07.tap_huan", "loai=TAP_HUAN so_cuoc=3 so_nguoi=2", "loai=TAP_HUAN so_cuoc=3 so_nguoi=3"),
    ("C13.dia_ban", "tu_ngay=2026-03-10", "tu_ngay=2026-03-09"),
    ("C01.dia_ban", "den_ngay=2025-03-04", "den_ngay=2025-03-05"),
];

fn value(is: &FieldType, written: &str) -> Value {
    match is {
        FieldType::Int { .. } | FieldType::Year | FieldType::Money => Value::Int(written.parse().unwrap()),
        FieldType::Bool => Value::Bool(written.parse().unwrap()),
        FieldType::Options { .. } => {
            let codes = written.trim_matches(['[', ']']).split(',');
            Value::List(codes.map(|code| Value::Text(code.to_owned())).collect())
        }
        _ => Value::Text(written.replace("{}", "0190a5c0-0000-7000-8000-000000000001")),
    }
}

/// The record of `words`, later ones over earlier, and the kind of its unit.
fn read<'w>(kind: &RecordKind, words: impl Iterator<Item = &'w str>) -> (Fields, &'w str) {
    let (mut fields, mut unit_kind) = (Fields::default(), "xa");
    for word in words {
        let (name, written) = word.split_once('=').unwrap();
        if name == "unit_kind" {
            unit_kind = written;
            continue;
        }
        let field = kind.field(name).unwrap_or_else(|| panic!("{} has no {name}", kind.code));
        fields.0.remove(name);
        if !written.is_empty() {
            fields.0.insert(name.to_owned(), value(&field.is, written));
        }
    }
    (fields, unit_kind)
}

fn found(kind: &str, words: &str) -> Vec<Finding> {
    let base = BASES.iter().find(|(of, _)| *of == kind).unwrap_or_else(|| panic!("no base of {kind}")).1;
    let shape = CATALOG.kind(kind).unwrap();
    let (fields, unit_kind) = read(shape, base.split(' ').chain(words.split_whitespace()));
    check_record(&CATALOG, unit_kind, kind, &fields, AS_OF.parse::<NaiveDate>().unwrap())
}

#[test]
fn bases_are_without_findings() {
    for (kind, _) in BASES {
        assert_eq!(found(kind, ""), [], "{kind}");
    }
}

#[test]
fn every_rule_breaks_and_passes() {
    let mut wrong = Vec::new();
    for (code, breaking, passing) in ROWS {
        let Rule::Record { kind, .. } = &check(code).rule else { panic!("{code} is not of records") };
        let (broken, passed) = (found(kind, breaking), found(kind, passing));
        let keys = |findings: &[Finding]| findings.iter().map(Finding::key).collect::<Vec<_>>();
        if !breaks_alone(code, &broken) || !passed.is_empty() {
            wrong.push(format!("{code}: broken {:?}, passed {:?}", keys(&broken), keys(&passed)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

//! Checks of a catalog without what is switched off.

use std::collections::BTreeSet;

use so138_domain::catalog::Rule;

use super::*;

/// The field without one thing, written as a member of a switch.
fn without(what: &str) -> Catalog {
    let switch = format!("\n[[switch]]\ncode = \"s\"\nlabel = \"S\"\n{what}\n");
    let text = format!("{FIELD}{switch}");
    let whole = Catalog::load(&[("field.toml", &text)]).unwrap_or_else(|faults| panic!("{faults:#?}"));
    whole.narrowed(&BTreeSet::from(["s".to_owned()]))
}

fn lost(what: &str) -> Vec<String> {
    let left = without(what);
    let is_lost = |code: &&String| left.check(code).is_none();
    catalog().checks.iter().map(|check| &check.code).filter(is_lost).cloned().collect()
}

#[test]
fn a_rule_goes_with_the_first_thing_it_names() {
    assert_eq!(lost("indicators = [\"TB_GIATRI\"]"), ["C07.giai_quyet"]);
    assert_eq!(lost("indicators = [\"MH_MOI\"]"), ["C10.mo_hinh"]);
    assert_eq!(lost("indicators = [\"TT_BUOI\"]"), ["C15.buoi"]); // named as last year's, too
    assert_eq!(lost("indicators = [\"KT_TT\"]"), ["C18.dip"]);
    assert_eq!(lost("fields = [\"van_ban.so_ban\"]"), ["C11.trang", "C11.kem"]);
    assert_eq!(lost("fields = [\"van_ban.so_trang\"]"), ["C11.trang"]);
    assert_eq!(lost("fields = [\"khen_thuong.dip\"]"), ["C18.dip"]);
    assert_eq!(lost("kinds = [\"mo_hinh\"]"), ["C19.ten"]);
    assert_eq!(lost("kinds = [\"so_cu\"]"), Vec::<String>::new());
}

#[test]
fn lists_lose_members_and_go_when_nothing_is_left_to_compare() {
    let rule = |catalog: &Catalog, code: &str| catalog.check(code).map(|check| check.rule.clone());
    let left = without("indicators = [\"VLN_KG\"]");
    assert!(
        matches!(rule(&left, "C15.cung_ky"), Some(Rule::Plausible(rule)) if rule.indicators == ["TT_NGUOI", "TB_GIATRI"])
    );
    assert!(
        matches!(rule(&left, "C15.trung_vi"), Some(Rule::Plausible(rule)) if rule.indicators == ["TT_NGUOI"])
    );
    assert_eq!(lost("indicators = [\"VLN_KG\", \"TT_NGUOI\"]"), ["C15.trung_vi"]);
    let left = without("indicators = [\"VD_PCCC_NGUOI\"]");
    assert!(matches!(rule(&left, "C16.cap_so"), Some(Rule::SamePair(rule)) if rule.pairs.len() == 2));
    let one_left = "indicators = [\"VD_PCCC_NGUOI\", \"VD_ATGT_LUOT\"]";
    assert_eq!(lost(one_left), ["C04.cap", "C16.cap_so"]);
}

//! Key slots: who opens a store, and who does not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use so138_trust::CodeError;
use so138_trust::keys::verify_officer;
use so138_trust::slots::{
    CostError, KdfCost, LoadError, ParseError, PassphraseError, RecoveryCode, SLOTS_BYTES_MAX, SLOTS_MAX,
    SandboxPolicy, SaveError, SlotError, Slots, UnlockError, Unlocked,
};
use tempfile::TempDir;

const T0: i64 = 1_780_000_000_000;
const PASS: &str = "ruộng bậc thang mùa lúa";
const OTHER: &str = "con đường dốc qua bản";

fn sandbox() -> KdfCost {
    KdfCost::sandbox()
}

fn create() -> (Slots, Unlocked) {
    Slots::create("store-1", "an", PASS, sandbox()).unwrap()
}

fn parse(text: &str) -> Result<Slots, ParseError> {
    Slots::parse(text.as_bytes(), SandboxPolicy::Allow)
}

fn text(slots: &Slots) -> String {
    String::from_utf8(slots.to_bytes()).unwrap()
}

#[test]
fn each_officer_opens_the_same_store_with_an_own_signing_key() {
    let (slots, first) = create();
    let mut slots = parse(&text(&slots)).unwrap();
    let second = slots.add_officer(&first.master, "binh", OTHER, sandbox()).unwrap();
    let mut slots = parse(&text(&slots)).unwrap();

    let opened = slots.unlock_officer("an", PASS, T0).unwrap();
    assert_eq!(opened.master.as_bytes(), first.master.as_bytes());
    let again = slots.unlock_officer("binh", OTHER, T0).unwrap();
    assert_eq!(again.master.as_bytes(), first.master.as_bytes());
    assert_ne!(again.officer_key.public_sec1(), opened.officer_key.public_sec1());

    let named: Vec<(String, String)> =
        slots.officers().map(|s| (s.officer.to_owned(), s.public_hex.to_owned())).collect();
    assert_eq!(named[1], ("binh".to_owned(), hex::encode(second.public_sec1())));
    let public = hex::decode(&named[0].1).unwrap();
    let signature = opened.officer_key.sign(b"closing");
    assert_eq!(verify_officer(&public, b"closing", &signature), Ok(()));
    let unknown = slots.unlock_officer("cuong", PASS, T0).err();
    assert_eq!(unknown, Some(UnlockError::UnknownOfficer));
}

#[test]
fn the_file_holds_no_secret_in_clear() {
    let (mut slots, unlocked) = create();
    let code = slots.set_recovery(&unlocked.master, sandbox()).unwrap();
    let file = text(&slots);
    let master = hex::encode(unlocked.master.as_bytes());
    assert!(!file.contains(&master) && !file.contains(PASS));
    assert!(!file.contains(code.to_print().as_str()));
}

#[test]
fn wrong_tries_slow_down_across_restarts_and_a_right_one_ends_it() {
    let (mut slots, _) = create();
    for tries in 1..=3 {
        let refused = slots.unlock_officer("an", OTHER, T0).err();
        assert_eq!(refused, Some(UnlockError::Wrong { tries }));
        slots = parse(&text(&slots)).unwrap();
    }
    let early = slots.unlock_officer("an", PASS, T0 + 999).err();
    assert_eq!(early, Some(UnlockError::Wait { ms: 1 }), "the right one must wait as well");
    let wrong = slots.unlock_officer("an", OTHER, T0 + 1_000).err();
    assert_eq!(wrong, Some(UnlockError::Wrong { tries: 4 }));
    let early = slots.unlock_officer("an", PASS, T0 + 2_000).err();
    assert_eq!(early, Some(UnlockError::Wait { ms: 1_000 }));
    assert!(slots.unlock_officer("an", PASS, T0 + 3_000).is_ok());
    assert_eq!(slots.attempts().count, 0);
}

#[test]
fn the_recovery_code_opens_as_people_type_it() {
    let (mut slots, unlocked) = create();
    assert_eq!(slots.unlock_recovery("0", T0).err(), Some(UnlockError::NoRecovery));
    let code = slots.set_recovery(&unlocked.master, sandbox()).unwrap();
    let printed = code.to_print();
    assert_eq!(printed.split('-').map(str::len).collect::<Vec<_>>(), [4; 7]);
    let typed = printed.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
    let master = slots.unlock_recovery(&typed, T0).unwrap();
    assert_eq!(master.as_bytes(), unlocked.master.as_bytes());

    let typo = slots.unlock_recovery(&printed[1..], T0).err();
    let length = CodeError::Length { found: 27, expected: 28 };
    assert_eq!(typo, Some(UnlockError::Code(length)));
    assert_eq!(slots.attempts().count, 0, "a typing error is not a try");

    let newer = slots.set_recovery(&unlocked.master, sandbox()).unwrap();
    assert_eq!(slots.unlock_recovery(&printed, T0).err(), Some(UnlockError::Wrong { tries: 1 }));
    assert!(slots.unlock_recovery(&newer.to_print(), T0).is_ok());
}

#[test]
fn a_code_larger_than_any_printed_one_is_refused() {
    // All symbols 31 would be 130 bits; the check symbols of that are right.
    let sum: u32 = (1..=26).map(|weight| weight * 31).sum::<u32>() % 1021;
    let alphabet = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let check = [sum / 32, sum % 32].map(|s| char::from(alphabet[s as usize]));
    let typed: String = "Z".repeat(26).chars().chain(check).collect();
    assert_eq!(RecoveryCode::parse(&typed).err(), Some(CodeError::Check));
}

#[test]
fn changing_a_passphrase_keeps_the_signing_key() {
    let (mut slots, first) = create();
    let before = slots.clone();
    let refused = slots.change_passphrase("an", OTHER, PASS, sandbox(), T0).err();
    assert_eq!(refused, Some(SlotError::Unlock(UnlockError::Wrong { tries: 1 })));
    let weak = slots.change_passphrase("an", PASS, "short", sandbox(), T0).err();
    assert_eq!(weak, Some(SlotError::Passphrase(PassphraseError::TooShort)));
    let changed = slots.change_passphrase("an", PASS, OTHER, sandbox(), T0).unwrap();
    assert_eq!(changed.officer_key.public_sec1(), first.officer_key.public_sec1());
    assert!(slots.unlock_officer("an", PASS, T0).is_err());
    let opened = slots.unlock_officer("an", OTHER, T0).unwrap();
    assert_eq!(opened.master.as_bytes(), first.master.as_bytes());
    assert_ne!(slots, before);
}

#[test]
fn a_reset_gives_a_new_signing_key() {
    let (mut slots, first) = create();
    let key = slots.reset_officer(&first.master, "an", OTHER, sandbox()).unwrap();
    assert_ne!(key.public_sec1(), first.officer_key.public_sec1());
    let opened = slots.unlock_officer("an", OTHER, T0).unwrap();
    assert_eq!(opened.officer_key.public_sec1(), key.public_sec1());
    let unknown = slots.reset_officer(&first.master, "binh", OTHER, sandbox()).err();
    assert_eq!(unknown, Some(SlotError::UnknownOfficer));
}

#[test]
fn the_last_officer_stays() {
    let (mut slots, first) = create();
    assert_eq!(slots.remove_officer("an"), Err(SlotError::LastOfficer));
    slots.set_recovery(&first.master, sandbox()).unwrap();
    assert_eq!(slots.remove_officer("an"), Err(SlotError::LastOfficer), "recovery is no officer");
    slots.add_officer(&first.master, "binh", OTHER, sandbox()).unwrap();
    assert_eq!(slots.remove_officer("cuong"), Err(SlotError::UnknownOfficer));
    slots.remove_officer("an").unwrap();
    assert_eq!(slots.unlock_officer("an", PASS, T0).err(), Some(UnlockError::UnknownOfficer));
    assert!(slots.unlock_officer("binh", OTHER, T0).is_ok());
}

#[test]
fn slots_are_made_only_for_this_store_with_usable_names() {
    let (mut slots, first) = create();
    let (_, foreign) = create();
    let add = |slots: &mut Slots, master, id: &str, pass: &str, cost| {
        slots.add_officer(master, id, pass, cost).err()
    };
    let known = slots.clone();
    assert_eq!(add(&mut slots, &foreign.master, "b", OTHER, sandbox()), Some(SlotError::ForeignMaster));
    assert_eq!(add(&mut slots, &first.master, "an", OTHER, sandbox()), Some(SlotError::Exists));
    assert_eq!(add(&mut slots, &first.master, "a\nb", OTHER, sandbox()), Some(SlotError::Id));
    let real = KdfCost::try_new(65_536, 3).unwrap();
    let mixed = Some(SlotError::Cost(CostError::Sandbox));
    assert_eq!(add(&mut slots, &first.master, "b", OTHER, real), mixed);
    assert_eq!(slots, known, "a refusal changes nothing");
    assert_eq!(Slots::create("a b", "an", PASS, sandbox()).err(), Some(SlotError::Id));
}

#[test]
fn there_is_room_for_the_limit_and_no_more() {
    let (mut slots, first) = create();
    for n in 1..SLOTS_MAX {
        let id = format!("{n:0>64}");
        slots.add_officer(&first.master, &id, OTHER, sandbox()).unwrap();
    }
    let full = slots.add_officer(&first.master, "more", OTHER, sandbox()).err();
    assert_eq!(full, Some(SlotError::Full));
    assert_eq!(slots.set_recovery(&first.master, sandbox()).err(), Some(SlotError::Full));
    assert!(slots.to_bytes().len() <= SLOTS_BYTES_MAX);
    assert_eq!(parse(&text(&slots)).unwrap(), slots);
}

#[test]
fn one_real_slot_at_the_floor_opens() {
    let cost = KdfCost::try_new(65_536, 3).unwrap();
    let (slots, _) = Slots::create("store-1", "an", PASS, cost).unwrap();
    let mut slots = Slots::parse(&slots.to_bytes(), SandboxPolicy::Refuse).unwrap();
    assert!(!slots.is_sandbox());
    assert!(slots.unlock_officer("an", PASS, T0).is_ok());
    assert!(!text(&slots).contains("sandbox"));
}

#[test]
fn sandbox_slots_are_marked_and_a_real_station_refuses_them() {
    let (slots, _) = create();
    assert!(slots.is_sandbox());
    assert!(text(&slots).contains("\"sandbox\": true"));
    let refused = Slots::parse(&slots.to_bytes(), SandboxPolicy::Refuse).err();
    assert_eq!(refused, Some(ParseError::Cost(CostError::Sandbox)));
    let unmarked = text(&slots).replace(",\n          \"sandbox\": true", "");
    assert_ne!(unmarked, text(&slots));
    let refused = parse(&unmarked).err();
    let below = CostError::BelowFloor { memory_kib: 256, passes: 1 };
    assert_eq!(refused, Some(ParseError::Cost(below)));
}

#[test]
fn hostile_files_are_refused_before_any_work() {
    let (slots, _) = create();
    let file = text(&slots);
    let change = |from: &str, to: &str| {
        assert!(file.contains(from), "{from}");
        parse(&file.replacen(from, to, 1)).err()
    };
    let hungry = change(
        "\"memory_kib\": 256,\n          \"passes\": 1,\n          \"sandbox\": true",
        "\"memory_kib\": 1073741824,\n          \"passes\": 3",
    );
    let above = CostError::AboveLimit { memory_kib: 1_073_741_824, passes: 3 };
    assert_eq!(hungry, Some(ParseError::Cost(above)));
    assert_eq!(change("\"version\": 1", "\"version\": 2"), Some(ParseError::NewerVersion { found: 2 }));
    assert_eq!(change("so138-slots", "so138-other"), Some(ParseError::Malformed));
    assert_eq!(change("\"store\":", "\"storage\":"), Some(ParseError::Malformed));
    assert_eq!(change("\"store-1\"", "\"store 1\""), Some(ParseError::Malformed));
    assert_eq!(change("\"nonce\":", "\"x\": 1, \"nonce\":"), Some(ParseError::Malformed));
    assert_eq!(parse("{}").err(), Some(ParseError::Malformed));
    let none = file.split("\"slots\"").next().unwrap().to_owned() + "\"slots\": []}";
    assert_eq!(parse(&none).err(), Some(ParseError::Count { found: 0 }));

    let list = file.split_once("\"slots\": [").unwrap().1.trim_end().trim_end_matches("]\n}");
    let twice = file.replacen("\"slots\": [", &format!("\"slots\": [{list},"), 1);
    assert_eq!(parse(&twice).err(), Some(ParseError::Duplicate));

    let padded = |size: usize| format!("{file}{}", " ".repeat(size - file.len()));
    assert!(parse(&padded(SLOTS_BYTES_MAX)).is_ok());
    let size = SLOTS_BYTES_MAX + 1;
    assert_eq!(parse(&padded(size)).err(), Some(ParseError::TooLarge { size }));
}

#[test]
fn a_damaged_slot_fails_alone_and_parts_cannot_be_exchanged() {
    let (mut slots, first) = create();
    slots.add_officer(&first.master, "binh", OTHER, sandbox()).unwrap();
    let file = text(&slots);
    let at = file.find("\"wrapped\": \"").unwrap() + 12;
    let mut damaged = file.clone();
    let flipped = if &file[at..=at] == "0" { "1" } else { "0" };
    damaged.replace_range(at..=at, flipped);
    let mut damaged = parse(&damaged).unwrap();
    assert!(matches!(damaged.unlock_officer("an", PASS, T0), Err(UnlockError::Wrong { .. })));
    assert!(damaged.unlock_officer("binh", OTHER, T0).is_ok());

    let mut moved = parse(&file.replace("store-1", "store-2")).unwrap();
    assert!(moved.unlock_officer("an", PASS, T0).is_err(), "a slot belongs to its store");
    let renamed = file.replacen("\"officer\": \"an\"", "\"officer\": \"chi\"", 1);
    let mut renamed = parse(&renamed).unwrap();
    assert!(renamed.unlock_officer("chi", PASS, T0).is_err(), "and to its officer");
    let named = slots.officers().next().unwrap().public_hex.to_owned();
    let other = slots.officers().nth(1).unwrap().public_hex.to_owned();
    let mut swapped = parse(&file.replacen(&named, &other, 1)).unwrap();
    assert!(swapped.unlock_officer("an", PASS, T0).is_err(), "and to its public key");
}

#[test]
fn saving_replaces_the_file_whole_or_not_at_all() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("keyslots.json");
    let (mut slots, first) = create();
    slots.save_atomic(&path).unwrap();
    assert_eq!(Slots::load(&path, SandboxPolicy::Allow).unwrap(), slots);
    let before = std::fs::read(&path).unwrap();

    slots.add_officer(&first.master, "binh", OTHER, sandbox()).unwrap();
    let blocked = folder.path().join("keyslots.json.tmp");
    std::fs::create_dir(&blocked).unwrap();
    assert!(matches!(slots.save_atomic(&path), Err(SaveError::Write(_))));
    assert_eq!(std::fs::read(&path).unwrap(), before, "the previous file stays");
    std::fs::remove_dir(&blocked).unwrap();
    // What an interrupted save left behind does no harm.
    std::fs::write(&blocked, b"half").unwrap();
    slots.save_atomic(&path).unwrap();
    assert_eq!(Slots::load(&path, SandboxPolicy::Allow).unwrap(), slots);
    assert!(!blocked.exists());

    let missing = Slots::load(&folder.path().join("none"), SandboxPolicy::Allow);
    assert!(matches!(missing, Err(LoadError::Read(_))));
    std::fs::write(&path, vec![b' '; SLOTS_BYTES_MAX + 100]).unwrap();
    let large = Slots::load(&path, SandboxPolicy::Allow);
    assert!(matches!(large, Err(LoadError::Parse(ParseError::TooLarge { .. }))));
}

#[test]
fn many_wrong_tries_leave_the_file_intact() {
    let (mut slots, _) = create();
    let mut now = T0;
    for _ in 0..1_000 {
        match slots.unlock_officer("an", OTHER, now).err().unwrap() {
            UnlockError::Wait { ms } => now += i64::try_from(ms).unwrap(),
            UnlockError::Wrong { .. } => slots = parse(&text(&slots)).unwrap(),
            other => panic!("{other}"),
        }
    }
    assert_eq!(slots.attempts().count, 3 + 997 / 2, "three at once, then wait and try in turn");
    assert!(slots.unlock_officer("an", PASS, now + 300_000).is_ok());
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        prop_assert!(Slots::parse(&bytes, SandboxPolicy::Allow).is_err());
    }
}

//! A published figure spread over communes and records: invented, seeded, and exact to the last person.

use chrono::{Days, NaiveDate};
use so138_app::wire::Typed;

/// Sessions held, and people who came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Sessions.
    pub sessions: i64,
    /// People, each as often as they came.
    pub people: i64,
}

/// The most sessions of one record.
pub const RECORD_SESSIONS_MAX: i64 = 3;
/// The most people of one session that the catalog does not ask about.
pub const SESSION_PEOPLE_MAX: i64 = 2_000;
/// Says of every invented record that it is one.
pub const INVENTED: &str = "(minh hoạ)";

/// What a session may be about: option code and invented title.
const TOPICS: [(&str, &str); 8] = [
    ("ANTQ", "Tuyên truyền pháp luật về bảo vệ an ninh Tổ quốc"),
    ("TOIPHAM", "Tuyên truyền phòng, chống tội phạm"),
    ("MATUY", "Tuyên truyền phòng, chống ma tuý"),
    ("ATGT", "Tuyên truyền trật tự, an toàn giao thông"),
    ("PCCC_CNCH", "Tuyên truyền phòng cháy, chữa cháy"),
    ("VK_VLN_CCHT_PHAO", "Vận động giao nộp vũ khí, vật liệu nổ, công cụ hỗ trợ và pháo"),
    ("CUTRU_CANCUOC", "Tuyên truyền về cư trú, căn cước"),
    ("LUADAO_MANG", "Cảnh báo lừa đảo trên không gian mạng"),
];

/// Where and how a session may be held, as option codes: form, place, audience.
const SETTINGS: [(&str, &str, &str); 5] = [
    ("HOP_DAN", "KHU_DAN_CU", "NHAN_DAN"),
    ("HOP_DAN", "KHU_DAN_CU", "DTTS"),
    ("CHUYEN_DE", "TRUONG_HOC", "HSSV"),
    ("LUU_DONG", "CHO", "NHAN_DAN"),
    ("CAM_KET", "CO_QUAN", "CBCCVC"),
];

/// One invented record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// When.
    pub day: NaiveDate,
    /// How many sessions, and how many people came to all of them.
    pub count: Count,
    /// Topic codes, the main one first, each once.
    pub topics: Vec<&'static str>,
    title: &'static str,
    setting: (&'static str, &'static str, &'static str),
}

impl Work {
    /// The record as an officer types it.
    pub fn typed(&self) -> Typed {
        let (main, also) = self.topics.split_first().unwrap_or((&"", &[]));
        let (form, place, audience) = self.setting;
        let fields = [
            ("ngay", self.day.format("%d/%m/%Y").to_string()),
            ("ten", format!("{} {INVENTED}", self.title)),
            ("chu_de_chinh", (*main).to_owned()),
            ("chu_de_kem", also.join("; ")),
            ("hinh_thuc", form.to_owned()),
            ("doi_tuong", audience.to_owned()),
            ("dia_diem", place.to_owned()),
            ("so_buoi", self.count.sessions.to_string()),
            ("so_nguoi", self.count.people.to_string()),
        ];
        fields.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
    }
}

/// A count that no such records can add up to.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{} sessions with {} people cannot be spread over {communes} communes", count.sessions, count.people)]
pub struct SpreadError {
    /// The count.
    pub count: Count,
    /// Over how many communes.
    pub communes: usize,
}

/// Spreads a count over communes: at least one record each, all of them together exactly the count.
/// Equal seeds give equal records.
pub fn spread(
    seed: Seed,
    count: Count,
    communes: usize,
    days: (NaiveDate, NaiveDate),
) -> Result<Vec<Vec<Work>>, SpreadError> {
    let impossible = SpreadError { count, communes };
    let sessions_min = i64::try_from(communes.max(1)).unwrap_or(i64::MAX);
    let people = count.sessions..=count.sessions.saturating_mul(SESSION_PEOPLE_MAX);
    if communes == 0 || count.sessions < sessions_min || !people.contains(&count.people) {
        return Err(impossible);
    }
    let mut dice = Dice::new(seed);
    let sizes = cut_sessions(&mut dice, count.sessions, communes);
    let people = share_people(&mut dice, &sizes, count.people);
    let mut spread = vec![Vec::new(); communes];
    for (at, (sessions, people)) in sizes.into_iter().zip(people).enumerate() {
        let commune = if at < communes { at } else { dice.index(communes) };
        spread[commune].push(invent(&mut dice, Count { sessions, people }, days));
    }
    for works in &mut spread {
        works.sort_by_key(|work| work.day);
    }
    Ok(spread)
}

/// Cuts sessions into records, so that every commune can have one.
fn cut_sessions(dice: &mut Dice, sessions: i64, communes: usize) -> Vec<i64> {
    let mut sizes = Vec::new();
    let mut left = sessions;
    while left > 0 {
        let still_without = communes.saturating_sub(sizes.len() + 1);
        let free = left - i64::try_from(still_without).unwrap_or(i64::MAX);
        let size = dice.between(1, RECORD_SESSIONS_MAX).min(free);
        sizes.push(size);
        left -= size;
    }
    sizes
}

/// Shares people out by random weights: one for each session at least, never too many, none left over.
fn share_people(dice: &mut Dice, sizes: &[i64], people: i64) -> Vec<i64> {
    let weights: Vec<i64> = sizes.iter().map(|size| size * dice.between(20, 200)).collect();
    let weights_sum: i64 = weights.iter().sum();
    let spare = people - sizes.iter().sum::<i64>();
    let most = |size: i64| size * SESSION_PEOPLE_MAX;
    let mut shares: Vec<i64> = sizes
        .iter()
        .zip(&weights)
        .map(|(size, weight)| (size + spare * weight / weights_sum).min(most(*size)))
        .collect();
    let mut left = people - shares.iter().sum::<i64>();
    for (share, size) in shares.iter_mut().zip(sizes) {
        let more = left.min(most(*size) - *share);
        *share += more;
        left -= more;
    }
    shares
}

fn invent(dice: &mut Dice, count: Count, (first, last): (NaiveDate, NaiveDate)) -> Work {
    let span = (last - first).num_days();
    let offset = u64::try_from(dice.between(0, span)).unwrap_or_default();
    let (main, title) = TOPICS[dice.index(TOPICS.len())];
    let mut topics = vec![main];
    // About every third session is about more than one thing.
    let also = [0, 0, 0, 0, 1, 2][dice.index(6)];
    while topics.len() <= also {
        let (topic, _) = TOPICS[dice.index(TOPICS.len())];
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    let setting = SETTINGS[dice.index(SETTINGS.len())];
    Work { day: first.checked_add_days(Days::new(offset)).unwrap_or(last), count, topics, title, setting }
}

/// Where a spread starts from.
#[derive(Clone, Copy, Debug)]
pub struct Seed(u64);

impl Seed {
    /// The seed of a named unit: each unit has invented records of its own.
    pub fn of(name: &str) -> Self {
        // FNV-1a.
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        Self(name.bytes().fold(0xCBF2_9CE4_8422_2325, hash))
    }
}

/// SplitMix64: nine lines that give the same numbers on every machine and in every release.
struct Dice(u64);

impl Dice {
    const fn new(Seed(seed): Seed) -> Self {
        Self(seed)
    }

    const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A place in a list of this length.
    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.roll() % (length.max(1) as u64)).unwrap_or_default()
    }

    /// A number from `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).unwrap_or_default() + 1;
        low + i64::try_from(self.roll() % span).unwrap_or_default()
    }
}

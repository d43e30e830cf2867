//! Passphrases before they guard anything: one suggested, one tried against the rule.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use so138_domain::text;
use so138_trust::slots;
use ts_rs::TS;

use crate::command::{Command, Progress, Right};
use crate::error::{AppError, AppResult};
use crate::wire::Nothing;
use crate::{App, convert};

/// How many words a suggested passphrase has.
///
/// They are drawn without putting back from [`words()`], of which there are more than 1,200: more than
/// 51 bits, behind a derivation that takes a second for each guess.
pub const SUGGESTED_WORDS: usize = 5;

const WORDS: &str = include_str!("../../../../../assets/words/vi.txt");

/// The words suggestions are made of: Vietnamese syllables without accents, so that no input method
/// can get in the way, each once, in the order of the alphabet.
#[must_use]
pub fn words() -> &'static [&'static str] {
    static READ: OnceLock<Vec<&str>> = OnceLock::new();
    READ.get_or_init(|| WORDS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect())
}

/// The command `suggest_passphrase`: a fresh one each time, kept nowhere.
#[derive(Debug)]
pub struct SuggestPassphrase;

/// A passphrase nobody has seen before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SuggestPassphraseRes {
    /// Different words of small ASCII letters, a blank between them.
    pub passphrase: String,
}

impl Command for SuggestPassphrase {
    type Req = Nothing;
    type Res = SuggestPassphraseRes;
    const NAME: &'static str = "suggest_passphrase";
    const RIGHT: Right = Right::Anyone;

    fn run(_app: &App, _req: Nothing, _progress: &dyn Progress) -> AppResult<SuggestPassphraseRes> {
        Ok(SuggestPassphraseRes { passphrase: draw()? })
    }
}

/// Draws words from the system's random source, none of them twice.
///
/// # Errors
/// `bug` when the system gives no randomness.
pub(super) fn draw() -> AppResult<String> {
    let words = words();
    loop {
        let mut drawn: Vec<&str> = Vec::with_capacity(SUGGESTED_WORDS);
        while drawn.len() < SUGGESTED_WORDS {
            let word = words[even_below(words.len())?];
            if !drawn.contains(&word) {
                drawn.push(word);
            }
        }
        let passphrase = drawn.join(" ");
        // Once in a long while all words are made of the same few letters.
        if slots::check_passphrase(&passphrase).is_ok() {
            return Ok(passphrase);
        }
    }
}

/// A number below `end`, each as likely as the others: what lies past the last whole multiple is thrown away.
fn even_below(end: usize) -> AppResult<usize> {
    let end = u32::try_from(end).map_err(AppError::bug)?;
    let whole = u32::MAX - u32::MAX % end;
    loop {
        let rolled = getrandom::u32().map_err(AppError::bug)?;
        if rolled < whole {
            return usize::try_from(rolled % end).map_err(AppError::bug);
        }
    }
}

/// The command `check_passphrase`: what `create_station` would say, before anything is made.
#[derive(Debug)]
pub struct CheckPassphrase;

/// What was typed so far.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct CheckPassphraseReq {
    /// The passphrase.
    pub passphrase: String,
}

/// Whether it may guard a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckPassphraseRes {
    /// Whether it is good enough.
    pub ok: bool,
    /// What is wrong with it, in Vietnamese.
    pub says: Option<String>,
}

impl Command for CheckPassphrase {
    type Req = CheckPassphraseReq;
    type Res = CheckPassphraseRes;
    const NAME: &'static str = "check_passphrase";
    const RIGHT: Right = Right::Anyone;

    fn run(_app: &App, req: CheckPassphraseReq, _progress: &dyn Progress) -> AppResult<CheckPassphraseRes> {
        let wrong = slots::check_passphrase(&text::nfc(&req.passphrase)).err();
        Ok(CheckPassphraseRes { ok: wrong.is_none(), says: wrong.map(|wrong| convert::weak(&wrong)) })
    }
}

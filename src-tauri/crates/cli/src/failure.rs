//! What could not be done: for people in three lines, for scripts as one JSON document.

use std::collections::BTreeMap;
use std::error::Error;

use serde::Serialize;
use so138_app::{AppError, Class, words};

use crate::exit::Exit;
use crate::output::say;

/// The code of everything that was typed wrongly.
const USAGE: &str = "usage";

/// Something that could not be done.
#[derive(Debug)]
pub struct Failure {
    told: Box<Told>,
    exit: Exit,
    /// For the person who mends it: causes or a place in the source, in English.
    detail: Option<String>,
}

/// The failure as a script reads it.
#[derive(Debug, Serialize)]
struct Told {
    code: String,
    params: BTreeMap<String, String>,
    says: String,
    next: String,
}

impl Failure {
    /// Something was typed wrongly: `what` says what, in words.
    #[must_use]
    pub fn usage(what: String) -> Self {
        let told = Told {
            code: USAGE.to_owned(),
            params: BTreeMap::new(),
            says: what,
            next: say("cli.usage.next", &[]),
        };
        Self { told: Box::new(told), exit: Exit::Usage, detail: None }
    }

    /// A file could not be read or written.
    #[must_use]
    pub fn file(name: &str, error: std::io::Error) -> Self {
        AppError::new(so138_app::Code::FileFailed).with("file", name).because(error).into()
    }

    /// Adds a line for the person who mends it.
    #[must_use]
    pub fn with_detail(mut self, detail: Option<String>) -> Self {
        self.detail = detail;
        self
    }

    /// How the program ends because of it.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        self.exit
    }

    /// For people: what is wrong with its code, and what to do.
    #[must_use]
    pub fn in_words(&self) -> String {
        let Told { code, says, next, .. } = &*self.told;
        let mut text = format!("{} [{code}]\n→ {}", shown(says), shown(next));
        if let Some(detail) = &self.detail {
            text.push_str(&format!("\n  {}", shown(detail)));
        }
        text
    }

    /// For scripts: `{code, params, says, next}` on one line.
    #[must_use]
    pub fn in_json(&self) -> String {
        serde_json::to_string(&self.told).unwrap_or_default()
    }
}

/// Parameters may quote a file's content: no control characters reach the terminal.
fn shown(text: &str) -> String {
    so138_domain::text::clean(text)
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        let class = error.code().class();
        // Causes are typed errors without personal data; people need them only when something broke.
        let detail = (class != Class::Refused).then(|| causes(&error)).flatten();
        let wire = error.to_wire();
        let (says, next) = (words::says(&wire), words::next(&wire));
        let told = Told { code: wire.code, params: wire.params, says, next };
        Self { told: Box::new(told), exit: class.into(), detail }
    }
}

fn causes(error: &AppError) -> Option<String> {
    let chain = std::iter::successors(error.source(), |cause| (*cause).source());
    let texts: Vec<String> = chain.map(ToString::to_string).collect();
    (!texts.is_empty()).then(|| texts.join(": "))
}

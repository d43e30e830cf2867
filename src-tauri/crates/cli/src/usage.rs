//! What was typed wrongly, in Vietnamese.

use clap::error::{ContextKind, ErrorKind};
use so138_app::words::word;

use crate::failure::Failure;
use crate::output::say;

/// Puts what the parser found into words.
#[must_use]
pub fn in_words(error: &clap::Error) -> Failure {
    let text = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (name, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let says = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            say("cli.usage.unknown_command", &[("name", &text(ContextKind::InvalidSubcommand))])
        }
        ErrorKind::UnknownArgument => say("cli.usage.unknown_argument", &[("name", &name)]),
        ErrorKind::MissingRequiredArgument => say("cli.usage.missing", &[("name", &name)]),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            word("cli.usage.missing_command")
        }
        ErrorKind::InvalidValue if value.is_empty() => say("cli.usage.missing_value", &[("name", &name)]),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let problem = own_words(error).unwrap_or_else(|| word("cli.usage.bad_value"));
            say("cli.usage.value", &[("name", &name), ("value", &value), ("problem", &problem)])
        }
        ErrorKind::ArgumentConflict => say("cli.usage.conflict", &[("name", &name)]),
        ErrorKind::InvalidUtf8 => word("cli.usage.path"),
        _ => say("cli.usage.other", &[("name", &name)]),
    };
    Failure::usage(says).with_detail(usage_line(&text(ContextKind::Usage)))
}

/// Our own parsers refuse in Vietnamese; those of numbers speak English and are not quoted.
fn own_words(error: &clap::Error) -> Option<String> {
    let text = std::error::Error::source(error)?.to_string();
    [word("cli.usage.pair"), word("cli.usage.group")].into_iter().find(|own| *own == text)
}

fn usage_line(usage: &str) -> Option<String> {
    let usage = usage.trim_start_matches("Usage:").trim();
    (!usage.is_empty()).then(|| say("cli.usage.line", &[("usage", usage)]))
}

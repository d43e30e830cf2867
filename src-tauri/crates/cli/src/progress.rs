//! How far long work is, on standard error; silent when nobody watches.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use so138_app::command::Progress;
use so138_app::words::word;

/// A bar that shows itself only on a terminal.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar for one command; a quiet one never shows.
    #[must_use]
    pub fn new(is_quiet: bool) -> Self {
        // Standard error as a draw target hides itself when it is no terminal.
        let target = if is_quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}");
        let bar = ProgressBar::with_draw_target(None, target);
        Self(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
    }
}

impl Progress for Bar {
    fn step(&self, stage: &str, done: u64, total: u64) {
        let words = match stage {
            "check" => word("cli.stage.check"),
            "import" => word("cli.stage.import"),
            "receipts" => word("cli.stage.receipts"),
            "rows" => word("cli.stage.rows"),
            "sandbox" => word("cli.stage.sandbox"),
            _ => stage.to_owned(),
        };
        self.0.set_message(words);
        self.0.set_length(total);
        self.0.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

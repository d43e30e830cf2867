//! The page the measurements are written down on.

use std::fmt::Write as _;

use crate::machine;
use crate::measure::Spread;

/// What a measurement is held against.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    /// A ratio to the raw thing, at most this.
    Ratio(f64),
    /// A share in per cent, at most this.
    Percent(f64),
    /// Memory in MiB, at most this.
    Mib(f64),
    /// Milliseconds, between these two.
    Milliseconds(f64, f64),
    /// Nothing; a guide only.
    Guide(&'static str),
}

/// One measured thing.
#[derive(Clone, Debug)]
pub struct Line {
    /// What is done.
    pub what: String,
    /// The raw thing it is held against.
    pub raw_thing: String,
    /// Our figure, in words.
    pub ours: String,
    /// The raw thing's figure, in words.
    pub raw: String,
    /// What is compared with the bar: over all runs.
    pub measured: Spread,
    /// The bar.
    pub bar: Bar,
}

impl Bar {
    fn text(self) -> String {
        match self {
            Self::Ratio(most) => format!("≤ {most:.2}"),
            Self::Percent(most) => format!("≤ {most} %"),
            Self::Mib(most) => format!("≤ {most:.0} MiB"),
            Self::Milliseconds(least, most) => format!("{least:.0}–{most:.0} ms"),
            Self::Guide(_) => "–".to_owned(),
        }
    }

    fn show(self, value: f64) -> String {
        match self {
            Self::Ratio(_) => format!("{value:.2}"),
            Self::Percent(_) => format!("{value:.2} %"),
            Self::Mib(_) => format!("{value:.0} MiB"),
            Self::Milliseconds(..) => format!("{value:.0} ms"),
            Self::Guide(unit) => format!("{value:.2} {unit}"),
        }
    }

    /// Met, or missed by how much, by the median.
    fn verdict(self, value: f64) -> String {
        let over = |most: f64| {
            if value <= most {
                "met".to_owned()
            } else {
                format!("missed by {:.0} %", (value / most - 1.0) * 100.0)
            }
        };
        match self {
            Self::Ratio(most) | Self::Percent(most) | Self::Mib(most) => over(most),
            Self::Milliseconds(least, _) if value < least => {
                format!("missed: {:.0} % too little", (1.0 - value / least) * 100.0)
            }
            Self::Milliseconds(_, most) => over(most),
            Self::Guide(_) => "guide".to_owned(),
        }
    }
}

impl Line {
    /// The line as a row of the table.
    pub fn to_row(&self) -> String {
        let Spread { median, min, max, runs } = self.measured;
        let show = |value| self.bar.show(value);
        let measured = if runs > 1 {
            format!("**{}** [{} – {}], {runs} runs", show(median), show(min), show(max))
        } else {
            format!("**{}**, 1 run", show(median))
        };
        format!(
            "| {} | {} | {} | {} | {measured} | {} | {} |",
            self.what,
            self.raw_thing,
            self.ours,
            self.raw,
            self.bar.text(),
            self.bar.verdict(median)
        )
    }
}

/// What was measured together, under a heading of its own.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// What is done, and how the raw thing was made fair.
    pub note: String,
    /// The measurements.
    pub lines: Vec<Line>,
}

/// The whole page.
pub fn page(sections: &[Section], day: &str, scale: f64) -> String {
    let mut text = String::from(INTRODUCTION);
    let _ = writeln!(text, "\n## Machine\n\nMeasured on {day}, at scale {scale}.\n");
    for (name, value) in machine::facts() {
        let _ = writeln!(text, "- {name}: {value}");
    }
    for section in sections {
        let _ = writeln!(text, "\n## {}\n\n{}\n\n{HEAD}", section.title, section.note.trim());
        for line in &section.lines {
            let _ = writeln!(text, "{}", line.to_row());
        }
    }
    text
}

const HEAD: &str = "\
| work | raw thing | ours | raw | measured, median [min – max] | bar | verdict |
|---|---|---|---|---|---|---|";

const INTRODUCTION: &str = "\
# Benchmarks

Written by `cargo xtask bench`; do not edit by hand. Each figure is a ratio to the raw thing, measured
beside it in the same run, so that it means the same on another machine; absolute times are a guide. The
verdict goes by the median. Nothing here is asserted by a test.

Run all of it (about half an hour, 6 GB of disk under `target/`), or one part, or a quick try that is
printed and does not touch this page:

```sh
cargo xtask bench
cargo xtask bench --only import
cargo xtask bench --scale 0.01
```

Parts: `draft`, `import`, `memory`, `nation`, `size`, `workbook`, `unlock`, `report`, `paging`,
`window-start`, `window-cell`, `window-scroll`. Every station, key, certificate, ledger and bundle is real;
the country, its communes and their records are made up from a seed. Work on bundles runs in processes of
its own, so that peaks of memory are its own. Raw databases are SQLCipher with a raw key, WAL and
synchronous=FULL, the same cache, and the schema of the store. The parts about the window open the very
window that ships, built as it ships, and its twin in Chromium over the test host, built alike.
";

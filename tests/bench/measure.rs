//! Numbers about numbers: medians and spreads, percentiles, time taken, memory used.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// Several runs of one thing.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// The run in the middle.
    pub median: f64,
    /// The smallest run.
    pub min: f64,
    /// The largest run.
    pub max: f64,
    /// How many runs.
    pub runs: usize,
}

impl Spread {
    /// Of any number of runs; of none it is not a number.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let at = |place: usize| sorted.get(place).copied().unwrap_or(f64::NAN);
        let runs = sorted.len();
        let middle = (at(runs.saturating_sub(1) / 2) + at(runs / 2)) / 2.0;
        Self { median: middle, min: at(0), max: at(runs.saturating_sub(1)), runs }
    }
}

/// The value that a share of all values does not pass, e.g. 0.99.
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(place.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// Does something and says how many seconds it took.
pub fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<(T, f64), E> {
    let started = Instant::now();
    let value = work()?;
    Ok((value, started.elapsed().as_secs_f64()))
}

/// A moment of a process: the clock on the wall, and what the processor spent on it so far.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    wall: Instant,
    processor: f64,
}

/// Time between two moments, in seconds.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub struct Took {
    /// On the wall.
    pub wall: f64,
    /// On the processor, all threads; 0 where the system does not say.
    pub processor: f64,
}

impl Moment {
    /// Now.
    pub fn now() -> Self {
        Self { wall: Instant::now(), processor: processor_seconds().unwrap_or_default() }
    }

    /// Since then.
    pub fn took(self) -> Took {
        let now = Self::now();
        Took { wall: (now.wall - self.wall).as_secs_f64(), processor: now.processor - self.processor }
    }
}

impl std::ops::AddAssign for Took {
    fn add_assign(&mut self, more: Self) {
        self.wall += more.wall;
        self.processor += more.processor;
    }
}

/// Processor time of this process, in seconds; the system counts it in hundredths.
fn processor_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name in brackets may hold spaces; user and system time are the 12th and 13th field after it.
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks: Vec<f64> = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    (ticks.len() == 2).then(|| ticks.iter().sum::<f64>() / 100.0)
}

/// The most memory this process ever held, in MiB, where the system says so.
pub fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// Seconds in the unit that reads best.
pub fn show_seconds(seconds: f64) -> String {
    match seconds {
        s if s < 0.001 => format!("{:.0} µs", s * 1e6),
        s if s < 0.1 => format!("{:.2} ms", s * 1e3),
        s if s < 1.0 => format!("{:.0} ms", s * 1e3),
        s if s < 100.0 => format!("{s:.2} s"),
        s => format!("{:.0} s", Duration::from_secs_f64(s).as_secs_f64()),
    }
}

//! An invisible display, and programs that are ended with everything they started.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use crate::Outcome;

/// A running program and whatever it starts.
pub struct Group(Child);

impl Group {
    /// Starts it as the head of a group of its own.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        Ok(Self(command.stdin(Stdio::null()).process_group(0).spawn()?))
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> Outcome<bool> {
        Ok(self.0.try_wait()?.is_some())
    }
}

impl Drop for Group {
    /// Ends the group at once.
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        // What has ended already needs no signal.
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}

/// A display that nobody sees.
pub struct Display {
    /// What `DISPLAY` is set to.
    pub name: String,
    _server: Group,
}

impl Display {
    /// Starts one under a number that is free.
    pub fn start() -> Outcome<Self> {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]);
        let mut server = Group::start(command.stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let out = server.0.stdout.take().ok_or("Xvfb has no output")?;
        let mut number = String::new();
        BufReader::new(out).read_line(&mut number)?;
        if number.trim().is_empty() {
            return Err("Xvfb opened no display".into());
        }
        Ok(Self { name: format!(":{}", number.trim()), _server: server })
    }
}

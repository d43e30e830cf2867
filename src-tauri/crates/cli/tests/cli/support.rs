//! Runs the program and watches that no run ever shows the passphrase.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::de::DeserializeOwned;
use serde_json::Value;

/// The passphrase of every store in tests; it may never be printed or kept.
pub const PASSPHRASE: &str = "bốn từ để nhớ nhé";

/// What the program left behind.
pub struct Ran {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The answer as the type that crossed the wire: one document on one line.
    pub fn answer<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.out.lines().count(), 1, "{}\n{}", self.out, self.err);
        serde_json::from_str(&self.out).unwrap()
    }

    /// The failure as a script reads it; nothing stands on standard output then.
    pub fn failure(&self) -> Value {
        assert_eq!(self.out, "", "{}", self.err);
        let failure: Value =
            serde_json::from_str(self.err.trim_end()).unwrap_or_else(|_| panic!("{}", self.err));
        for part in ["says", "next"] {
            let words = failure[part].as_str().unwrap();
            assert!(!words.is_empty() && !words.starts_with("error."), "{failure}");
        }
        failure
    }

    /// Exit code and error code.
    pub fn refusal(&self) -> (i32, String) {
        (self.exit, self.failure()["code"].as_str().unwrap().to_owned())
    }
}

/// Runs the program with something on standard input. There is no terminal to ask at.
pub fn run_with(args: &[&str], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_so138"))
        .args(args)
        .env_remove("SO138_STORE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses early does not read its input to the end.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(
        !out.contains(PASSPHRASE) && !err.contains(PASSPHRASE),
        "shows the passphrase: {args:?}\n{out}\n{err}"
    );
    Ran { exit: output.status.code().unwrap(), out, err }
}

/// Runs the program with nothing on standard input.
pub fn run(args: &[&str]) -> Ran {
    run_with(args, "")
}

/// A list of one unit, which is its own root.
pub const ONE_UNIT: &str = "code\tname\ttype\tparent\tvalid_from\tvalid_to\n23344\tXã Đắk Nhoong\txa\t\t\t\n";

/// One laptop, at a day of its own.
pub struct Laptop {
    pub store: PathBuf,
    pub unit: String,
    pub day: &'static str,
}

impl Laptop {
    /// Makes a practice store; `units` at the root. Answers what creation showed once.
    pub fn create(folder: &Path, unit: &str, units: Option<&Path>) -> (Self, Value) {
        let laptop = Self { store: folder.join(unit), unit: unit.to_owned(), day: "1/3/2022" };
        let (name, officer) = (format!("Máy {unit}"), format!("Cán bộ {unit}"));
        let mut args =
            vec!["station", "create", "--sandbox", "--unit", unit, "--name", &name, "--officer", &officer];
        if let Some(units) = units {
            args.extend(["--units", text(units)]);
        }
        let created = laptop.json::<Value>(&args);
        (laptop, created)
    }

    /// Makes a practice store for a commune that stands alone and may do everything.
    pub fn alone(folder: &Path) -> Self {
        let units = folder.join("units.tsv");
        std::fs::write(&units, ONE_UNIT).unwrap();
        Self::create(folder, "23344", Some(&units)).0
    }

    fn all<'a>(&'a self, args: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
        let mut all = vec!["--store", text(&self.store), "--passphrase-file", "-", "--today", self.day];
        all.extend(more);
        all.extend(args);
        all
    }

    /// Runs a command for people.
    pub fn plain(&self, args: &[&str]) -> Ran {
        run_with(&self.all(args, &[]), PASSPHRASE)
    }

    /// Runs a command for scripts, with more lines on standard input after the passphrase.
    pub fn script(&self, args: &[&str], input: &str) -> Ran {
        run_with(&self.all(args, &["--json"]), &format!("{PASSPHRASE}\n{input}"))
    }

    /// Runs a command that must succeed, and reads its answer.
    pub fn json<T: DeserializeOwned>(&self, args: &[&str]) -> T {
        let ran = self.script(args, "");
        assert_eq!(ran.exit, 0, "{args:?}: {}", ran.err);
        ran.answer()
    }

    /// Runs a command that must fail: exit code and error code.
    pub fn refused(&self, args: &[&str]) -> (i32, String) {
        self.script(args, "").refusal()
    }

    /// Enrols this laptop at another one.
    pub fn enrol_at(&self, receiver: &Self, post: &Path, is_receiver: bool) -> Value {
        let request = post.join(format!("{}.yeucau", self.unit));
        let mut args = vec!["enrol", "request", "--out", text(&request)];
        if is_receiver {
            args.push("--receiver");
        }
        let heard = self.json::<Value>(&args);
        let (heard, name) = (groups(&heard["groups"]), format!("Máy {}", self.unit));
        let mut args = vec![
            "enrol",
            "issue",
            text(&request),
            "--out",
            text(post),
            "--unit",
            &self.unit,
            "--name",
            &name,
        ];
        args.extend(heard.iter().flat_map(|group| ["--group", group]));
        let issued = receiver.json::<Value>(&args);
        let answer = post.join(issued["file"].as_str().unwrap());
        let told = groups(&issued["root_groups"]);
        // Two groups are enough, and the program may ask for any two.
        self.json::<Value>(&["enrol", "accept", text(&answer), "--group", &told[1], "--group", &told[4]])
    }
}

/// Three levels, enrolled at each other; at the district the escrow shares of its own authority.
pub struct Tree {
    pub province: Laptop,
    pub district: Laptop,
    pub commune: Laptop,
    pub shares: Vec<String>,
}

/// The list of units of the small tree.
pub const UNITS: &str = "code\tname\ttype\tparent\tvalid_from\tvalid_to
62\tTỉnh Kon Tum\ttinh\t\t\t
610\tHuyện Đắk Glei\thuyen\t62\t\t
23344\tXã Đắk Nhoong\txa\t610\t\t
62-PV05\tPhòng PV05\tphong\t62\t\t
";

impl Tree {
    pub fn grow(folder: &Path) -> Self {
        let post = folder.join("post");
        std::fs::create_dir_all(&post).unwrap();
        let units = folder.join("units.tsv");
        std::fs::write(&units, UNITS).unwrap();
        let (province, _) = Laptop::create(folder, "62", Some(&units));
        let (district, _) = Laptop::create(folder, "610", None);
        let (commune, _) = Laptop::create(folder, "23344", None);
        let accepted = district.enrol_at(&province, &post, true);
        commune.enrol_at(&district, &post, false);
        let shares = accepted["escrow_shares"].as_array().unwrap();
        let shares = shares.iter().map(|share| share.as_str().unwrap().to_owned()).collect();
        Self { province, district, commune, shares }
    }

    /// Moves all laptops to a day.
    pub fn set_day(&mut self, day: &'static str) {
        for laptop in [&mut self.province, &mut self.district, &mut self.commune] {
            laptop.day = day;
        }
    }
}

/// All groups of a fingerprint as they are typed.
fn groups(digits: &Value) -> Vec<String> {
    let digits = digits.as_array().unwrap().iter().map(|digits| digits.as_str().unwrap());
    (1..).zip(digits).map(|(place, digits)| format!("{place}={digits}")).collect()
}

/// The fields of a session record.
pub const SESSION: &[&str] = &[
    "ngay=5/3/2022",
    "ten=Họp dân tuyên truyền pháp luật",
    "chu_de_chinh=ANTQ",
    "hinh_thuc=họp dân",
    "so_nguoi=1.217",
    "dia_diem=khu dân cư",
];

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

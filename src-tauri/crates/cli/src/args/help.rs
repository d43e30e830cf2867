//! The help, in Vietnamese from its first word to its last.

use clap::{Command, CommandFactory};

use super::{Cli, EXAMPLES};

const TEMPLATE: &str = "{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}";
const COMMANDS: &str = "Lệnh";
const ARGUMENTS: &str = "Tham số";
const OPTIONS: &str = "Tuỳ chọn";
const COMMON: &str = "Tuỳ chọn chung";
const EXAMPLE: &str = "Ví dụ:";
/// Stands under the examples of the whole program.
const NOTES: &str = "\
Mật khẩu: gõ khi được hỏi, hoặc --passphrase-file TỆP (- là đầu vào chuẩn). Không bao giờ đặt mật khẩu \
trên dòng lệnh.
Mã thoát: 0 xong; 1 bị từ chối; 2 gõ sai tham số; 3 ổ đĩa hoặc tệp hỏng; 4 lỗi của phần mềm.
Không nhập, không lưu bí mật nhà nước trong phần mềm này.";

/// The command line with its help as people see it.
#[must_use]
pub fn command() -> Command {
    // A built copy knows the full usage lines; the command itself is built by its parser.
    let mut built = Cli::command();
    built.build();
    translate(Cli::command(), &mut built, "")
}

fn translate(command: Command, built: &mut Command, path: &str) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let is_top = path.is_empty();
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading(COMMANDS)
        .override_usage(usage(built))
        .after_help(after_help(path))
        .mut_args(|arg| {
            let heading = match (arg.is_positional(), is_top || arg.is_global_set()) {
                (true, _) => ARGUMENTS,
                (false, true) => COMMON,
                (false, false) => OPTIONS,
            };
            arg.help_heading(heading)
        });
    for name in names {
        let path = if is_top { name.clone() } else { format!("{path} {name}") };
        if let Some(built) = built.find_subcommand_mut(&name) {
            command = command.mut_subcommand(&name, |sub| translate(sub, built, &path));
        }
    }
    command
}

fn usage(built: &mut Command) -> String {
    let usage = built.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    usage.replace("[OPTIONS]", "[TUỲ CHỌN]").replace("<COMMAND>", "<LỆNH>")
}

/// The examples of a command, or the first of each command below it.
fn after_help(path: &str) -> String {
    let own = EXAMPLES.iter().filter(|(of, _)| *of == path);
    let mut lines: Vec<&str> = own.map(|(_, example)| *example).collect();
    if lines.is_empty() {
        let below =
            EXAMPLES.iter().filter(|(of, _)| of.strip_prefix(path).is_some_and(|rest| rest.starts_with(' ')));
        lines.extend(below.map(|(_, example)| *example).take(2));
    }
    let mut text = EXAMPLE.to_owned();
    for line in lines {
        text.push_str("\n  ");
        text.push_str(line);
    }
    if path.is_empty() {
        text.push_str("\n\n");
        text.push_str(NOTES);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
        command().debug_assert();
    }
}

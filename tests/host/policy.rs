//! The shell's content security policy, given to Chromium.

use serde_json::{Map, Value};

/// The shell's own configuration: the policy is read from it, so that the two cannot part.
const SHELL: &str = include_str!("../../src-tauri/tauri.conf.json");

/// The directive that names the shell's own door; over loopback the door is the page's own address.
const DOOR: &str = "connect-src";

/// The policy as a header says it, or `None` if the shell's configuration no longer holds one.
pub fn policy() -> Option<String> {
    let shell: Value = serde_json::from_str(SHELL).ok()?;
    Some(header(shell.pointer("/app/security/csp")?.as_object()?))
}

fn header(directives: &Map<String, Value>) -> String {
    let one = |(name, sources): (&String, &Value)| match name.as_str() {
        DOOR => format!("{DOOR} 'self'"),
        name => format!("{name} {}", words(sources)),
    };
    directives.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The shell takes sources as one text or as a list of them.
fn words(sources: &Value) -> String {
    match sources {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_directive_of_the_shell_is_given_and_only_the_door_differs() {
        let shell: Value = serde_json::from_str(SHELL).unwrap();
        let directives = shell["app"]["security"]["csp"].as_object().unwrap();
        let header = policy().unwrap();
        for (name, sources) in directives.iter().filter(|(name, _)| *name != DOOR) {
            assert!(header.contains(&format!("{name} {}", words(sources))), "{header}");
        }
        assert!(header.contains("connect-src 'self'") && !header.contains("ipc:"), "{header}");
        assert_eq!(header.split(';').count(), directives.len());
    }

    #[test]
    fn a_list_of_sources_is_said_as_one_line() {
        let directives = json!({ "img-src": ["'self'", "data:"] });
        assert_eq!(header(directives.as_object().unwrap()), "img-src 'self' data:");
    }
}

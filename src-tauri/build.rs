//! Embeds the window's configuration, permissions and icon into the shell.

fn main() {
    tauri_build::build();
}

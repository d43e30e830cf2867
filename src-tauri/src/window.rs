//! The window itself: where it stands, and what is dropped on it.

use tauri::{AppHandle, DragDropEvent, Emitter as _, Manager as _, Window, WindowEvent, Wry};

/// The window's label in `tauri.conf.json`.
const MAIN: &str = "main";
/// How far below its upper edge a window is taken hold of, in pixels.
const GRIP: i32 = 12;

/// Shows the window that is there already to a person who started the program once more.
pub fn bring_forward(app: &AppHandle<Wry>) {
    if let Some(window) = app.get_webview_window(MAIN) {
        // Each of them is a wish that a window manager may refuse.
        let _ = window.unminimize();
        let _ = window.show();
        let _ = window.set_focus();
    }
}

/// Tells the window which files were dropped on it, and while they are held over it.
pub fn tell_of_files(window: &Window<Wry>, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else { return };
    // Without a window there is nobody to tell.
    let _ = match event {
        DragDropEvent::Enter { .. } => window.emit("dragging", true),
        DragDropEvent::Leave => window.emit("dragging", false),
        DragDropEvent::Drop { paths, .. } => {
            let paths: Vec<String> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
            window.emit("dragging", false).and_then(|()| window.emit("drop", paths))
        }
        _ => Ok(()),
    };
}

/// Puts the window in the middle when no screen shows where it is taken hold of: the screen it stood
/// on last time may be gone.
pub fn keep_on_screen(app: &tauri::App<Wry>) -> tauri::Result<()> {
    let Some(window) = app.get_webview_window(MAIN) else { return Ok(()) };
    let (at, size) = (window.outer_position()?, window.outer_size()?);
    let place = Area { left: at.x, top: at.y, width: size.width, height: size.height };
    let screens: Vec<Area> = window.available_monitors()?.iter().map(Area::of).collect();
    if is_in_reach(place, &screens) { Ok(()) } else { window.center() }
}

#[derive(Clone, Copy)]
struct Area {
    left: i32,
    top: i32,
    width: u32,
    height: u32,
}

impl Area {
    fn of(monitor: &tauri::Monitor) -> Self {
        let (at, size) = (monitor.position(), monitor.size());
        Self { left: at.x, top: at.y, width: size.width, height: size.height }
    }

    fn holds(self, x: i32, y: i32) -> bool {
        (self.left..self.left.saturating_add_unsigned(self.width)).contains(&x)
            && (self.top..self.top.saturating_add_unsigned(self.height)).contains(&y)
    }
}

fn is_in_reach(window: Area, screens: &[Area]) -> bool {
    let middle = window.left.saturating_add_unsigned(window.width / 2);
    let grip = window.top.saturating_add(GRIP);
    screens.iter().any(|screen| screen.holds(middle, grip))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Area = Area { left: 0, top: 0, width: 1920, height: 1080 };

    fn in_reach(left: i32, top: i32) -> bool {
        is_in_reach(Area { left, top, width: 1280, height: 800 }, &[SCREEN])
    }

    #[test]
    fn a_window_is_in_reach_while_the_middle_of_its_title_is_on_a_screen() {
        assert!(in_reach(0, 0) && in_reach(-640, 0) && in_reach(1279, 1067));
        assert!(in_reach(-8, -8), "the frame of a maximised window reaches over the edge");
        assert!(!in_reach(-641, 0) && !in_reach(1280, 0), "beside it");
        assert!(!in_reach(0, 1068) && !in_reach(0, -13), "above and below it");
        assert!(!is_in_reach(SCREEN, &[]), "there is none");
    }

    #[test]
    fn a_second_screen_counts_as_well() {
        let right = Area { left: 1920, ..SCREEN };
        assert!(is_in_reach(Area { left: 2000, ..SCREEN }, &[SCREEN, right]));
    }
}

//! Enrolment: a request up, an answer down, groups by telephone.

use so138_app::usecase::enrol::{
    AcceptEnrolment, AcceptEnrolmentReq, GroupIn, InspectRequest, IssueEnrolment, IssueEnrolmentReq, PathReq,
    RequestEnrolment, RequestEnrolmentReq,
};

use super::station::escrow_shares;
use crate::args::{Enrol, Group};
use crate::host::{Done, Host, path_text};
use crate::output::Page;

/// Does what was typed.
pub fn run(host: &Host<'_>, command: &Enrol) -> Done {
    match command {
        Enrol::Request { out, receiver } => {
            let req = RequestEnrolmentReq { path: path_text(out)?, receiver: *receiver };
            let asked = host.ask::<RequestEnrolment>(req)?;
            host.tell(&asked, |page| {
                page.say("cli.enrol.read_request", &[]);
                groups(page, &asked.groups);
            })
        }
        Enrol::Inspect { file } => {
            let found = host.ask::<InspectRequest>(PathReq { path: path_text(file)? })?;
            host.tell(&found, |page| {
                let unit_name = found.unit_name.as_deref().unwrap_or_default();
                page.facts([
                    ("cli.label.unit", format!("{} {unit_name}", found.unit)),
                    ("cli.label.station", found.station.clone()),
                    ("cli.label.receiver", super::mark(found.receiver, "cli.yes")),
                    ("cli.label.app", found.app.clone()),
                ]);
            })
        }
        Enrol::Issue { file, out, unit, name, groups: heard } => {
            let req = IssueEnrolmentReq {
                path: path_text(file)?,
                out: path_text(out)?,
                unit: unit.clone(),
                name: name.clone(),
                groups: typed_groups(heard),
            };
            let issued = host.ask::<IssueEnrolment>(req)?;
            host.tell(&issued, |page| {
                page.facts([("cli.label.answer", issued.file.clone())]);
                page.say("cli.enrol.read_root", &[]);
                groups(page, &issued.root_groups);
            })
        }
        Enrol::Accept { file, groups: heard } => {
            let req = AcceptEnrolmentReq { path: path_text(file)?, groups: typed_groups(heard) };
            let accepted = host.ask::<AcceptEnrolment>(req)?;
            host.tell(&accepted, |page| {
                page.say("cli.done.enrolled", &[("unit", &accepted.unit_name)]);
                if let Some(shares) = &accepted.escrow_shares {
                    page.blank();
                    escrow_shares(page, shares);
                }
            })
        }
    }
}

fn typed_groups(heard: &[Group]) -> Vec<GroupIn> {
    heard.iter().map(|group| GroupIn { place: group.place, digits: group.digits.clone() }).collect()
}

fn groups(page: &mut Page, groups: &[String]) {
    for (place, digits) in (1..).zip(groups) {
        page.line(&format!("{place}={digits}"));
    }
}

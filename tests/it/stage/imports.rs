//! A file of clients on the stage: what it is taken for, what would come in, what came in.

use super::Stage;
use studiovault::app::{Effect, Msg};
use studiovault::exchange::columns::Target;
use studiovault::screens::imports::job::{Brought, News, Reading, Remark, Report, SeenColumn, Work};
use studiovault::store::imports::{Applied, Counts};
use studiovault::store::port::Ticket;
use studiovault::store::progress::Step;
use studiovault::store::protocol::{ImportKind, ImportState, ImportSummary};

impl Stage {
    /// The slow work that the app asked for last.
    #[track_caller]
    pub(crate) fn asked_work(&self) -> (Ticket, Work) {
        let asked = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Import { ticket, work } => Some((*ticket, (**work).clone())),
            _ => None,
        });
        asked.unwrap_or_else(|| panic!("no slow work was asked for"))
    }

    /// Tells of the work that was asked for last.
    pub(crate) fn news(&mut self, news: News) -> &mut Self {
        let (ticket, _) = self.asked_work();
        self.tell(Msg::Import { ticket, news });
        self
    }
}

fn column(heading: &str, taken: Option<&str>, samples: &[&str]) -> SeenColumn {
    SeenColumn {
        heading: heading.to_owned(),
        taken: taken.map(|name| Target::parse(name).unwrap()),
        samples: samples.iter().map(|sample| (*sample).to_owned()).collect(),
    }
}

pub(crate) fn reading() -> Reading {
    Reading {
        file: "clients-2019.csv".into(),
        encoding: "windows-1252",
        encoding_is_guessed: true,
        delimiter: Some("semicolon"),
        has_headings: true,
        month_first: true,
        mapping: Vec::new(),
        left_out: vec!["Spouse".into()],
        columns: vec![
            column("Client Name", Some("name"), &["Priya Sharma", "प्रिया शर्मा", "محمد علي"]),
            column("Mobile No.", Some("phone"), &["98450 12345", "+971 50 123 4567"]),
            column("E-mail", Some("email"), &["priya@example.in"]),
            column("Spouse", None, &["Rahul", "田中"]),
            column("Born on", Some("birthday"), &["3/14/1991"]),
            column("A very long heading of somebody who likes to explain", Some("notes"), &["likes dogs"]),
        ],
        digest: "d1".into(),
    }
}

pub(crate) fn report() -> Report {
    let remark = |line, reason: &str| Remark { line, reason: reason.to_owned() };
    Report {
        reading: reading(),
        counts: Counts {
            rows: 1_240,
            added: 1_198,
            skipped: 28,
            duplicates: 28,
            same_names: 6,
            odd_phones: 3,
            rejected: 14,
            ..Counts::default()
        },
        rejected: vec![
            remark(14, "name: a client needs a name"),
            remark(88, "the row has 4 cells, the headings 3"),
            remark(91, "birthday: 31/31/1991 is no day"),
        ],
        duplicates: vec![
            remark(7, "the same phone as Priya Sharma (cli_1)"),
            remark(9, "the same phone as line 3"),
        ],
        short_rows: 2,
        rejects: None,
    }
}

pub(crate) fn brought() -> News {
    let applied = Applied {
        id: Some("imp_1".into()),
        counts: report().counts,
        created: 1_198,
        updated: 0,
        left: Vec::new(),
        is_stopped: false,
    };
    let report = Report { rejects: Some("/home/asha/old/clients-2019.rejected.csv".into()), ..report() };
    News::Brought(Box::new(Brought { applied, report }))
}

pub(crate) const fn step() -> News {
    News::Step(Step { what: "clients", done: 500, of: 1_198 })
}

pub(crate) fn imports() -> Vec<ImportSummary> {
    let import = |id: &str, source: &str, state| ImportSummary {
        id: id.into(),
        kind: ImportKind::Clients,
        branch: Some("br_1".into()),
        source: source.to_owned(),
        by: "Asha".into(),
        state,
        planned: 1_198,
        created: 1_198,
        updated: 3,
        skipped: 28,
        rejected: 14,
        taken_back: 0,
        started: Some(super::at("2026-11-20T07:30:00Z")),
        finished: None,
        undone: None,
    };
    vec![
        import("imp_1", "clients-2019.csv", ImportState::Done),
        import("imp_2", "ग्राहक सूची बेंगलुरु और मैसूर की सबसे लंबी फ़ाइल.csv", ImportState::Applying),
        import("imp_3", "phone.vcf", ImportState::Undone),
    ]
}

//! What the screens look like: every tab and layer, in every state, at three sizes; and what colours mean there.

mod board;
mod bookings;
mod calendar;
mod custody;
mod free;
mod inventory;
mod invoices;
mod quotes;
mod timeline;

use super::stage::imports;
use super::stage::tasks::task;
use super::stage::{Stage, World, client};
use insta::assert_snapshot;
use jiff::tz::TimeZone;
use studiovault::app::{Effect, Msg};
use studiovault::domain::field::{FieldErrors, FieldValue};
use studiovault::domain::media::{Folder, FoundFile};
use studiovault::screens::TabId;
use studiovault::screens::imports::job::{News, Trouble};
use studiovault::store::protocol::{Conflict, Outcome, RowRef, StageDone, StoreError, Table};
use studiovault::theme::{ColourLevel, Palette, Role, Theme};

const SIZES: [(u16, u16); 3] = [(80, 24), (60, 15), (200, 50)];

/// One snapshot of a screen at every size.
#[track_caller]
fn snapshots(name: &str, world: World, tab: TabId, act: impl Fn(&mut Stage)) {
    let mut all = String::new();
    for (width, height) in SIZES {
        let mut stage = Stage::new(world, tab, (width, height));
        act(&mut stage);
        let screen = stage.screen();
        for line in screen.lines() {
            let cells = unicode_width::UnicodeWidthStr::width(line);
            assert!(cells <= usize::from(width) + 8, "{name} at {width}×{height} is {cells} wide:\n{screen}");
        }
        all.push_str(&format!("── {width}×{height} ──\n{screen}\n"));
    }
    assert_snapshot!(name, all);
}

fn name_of(tab: TabId) -> String {
    tab.title().to_lowercase().replace(" ", "_")
}

#[test]
fn tabs_with_rows() {
    for tab in TabId::ALL {
        snapshots(&format!("{}_full", name_of(tab)), World::Full, tab, |_| {});
    }
}

#[test]
fn tabs_without_rows() {
    for tab in TabId::ALL {
        snapshots(&format!("{}_empty", name_of(tab)), World::Empty, tab, |_| {});
    }
}

#[test]
fn tabs_with_a_record_open() {
    for tab in TabId::ALL {
        snapshots(&format!("{}_detail", name_of(tab)), World::Full, tab, |s| {
            s.keys("<Enter> j");
        });
    }
}

#[test]
fn a_list_that_is_being_read() {
    snapshots("clients_loading", World::Silent, TabId::Clients, |_| {});
}

#[test]
fn a_list_that_cannot_be_read() {
    snapshots("clients_error", World::Broken, TabId::Clients, |_| {});
}

#[test]
fn searching() {
    snapshots("clients_search", World::Full, TabId::Clients, |s| {
        s.keys("/ pri");
    });
    snapshots("clients_search_nothing", World::Full, TabId::Clients, |s| {
        s.keys("/ zzz");
    });
}

#[test]
fn searching_everything() {
    snapshots("find_empty", World::Full, TabId::Invoices, |s| {
        s.keys("<C-k>");
    });
    snapshots("find_hits", World::Full, TabId::Invoices, |s| {
        s.keys("<C-k> 1 <Down> <Down>");
    });
    snapshots("find_recent", World::Full, TabId::Invoices, |s| {
        s.keys("<C-k> sony <Enter> <C-k> ñ <C-u> sharma <Enter> <C-k>");
    });
    snapshots("find_nothing", World::Full, TabId::Invoices, |s| {
        s.keys("<C-k> zzz");
    });
    snapshots("find_looking", World::Silent, TabId::Invoices, |s| {
        s.keys("<C-k> pri");
    });
}

#[test]
fn marked_rows() {
    snapshots("clients_marked", World::Full, TabId::Clients, |s| {
        s.keys("<Space> <Space>");
    });
}

#[test]
fn the_form_of_a_client() {
    snapshots("form_new", World::Empty, TabId::Clients, |s| {
        s.keys("n");
    });
    snapshots("form_edit", World::Full, TabId::Clients, |s| {
        s.keys("e");
    });
    snapshots("form_duplicate", World::Full, TabId::Clients, |s| {
        s.keys("n Priya <Tab> 9845012345");
    });
}

#[test]
fn a_form_with_errors() {
    snapshots("form_invalid", World::Empty, TabId::Clients, |s| {
        s.keys("n <Tab> 12 <Tab> x <Tab> <C-s>");
    });
    snapshots("form_refused_by_the_store", World::Empty, TabId::Clients, |s| {
        s.keys("n Priya <Tab> 9845012345 <C-s>");
        let mut errors = FieldErrors::default();
        errors.add("name", "a name needs at least one letter or digit");
        s.applied(Err(StoreError::Invalid(errors)));
    });
    snapshots("form_not_saved", World::Empty, TabId::Clients, |s| {
        s.keys("n Priya <Tab> 9845012345 <C-s>");
        s.applied(Err(StoreError::DiskFull));
    });
}

#[test]
fn what_is_done_to_projects() {
    let layers = [
        ("new", "n"),
        ("edit", "e"),
        ("back", "<"),
        ("move", "m"),
        ("add", "a"),
        ("event", "a <Enter>"),
        ("edit_event", "<Enter> j <Enter>"),
        ("remove_event", "<Enter> j X"),
        ("trash", "D"),
        ("trash_without_reason", "D <C-s>"),
        ("history", "H"),
        ("papers", "p"),
        ("call_sheet", "p <Enter>"),
        ("checklist", "p gear <Enter>"),
        ("purge", "f trash <Enter> : purge <Enter>"),
        ("client", "n priya"),
        ("message", "a mess <Enter> <C-s>"),
        ("thread", "<Enter> j j j j j j j j j j j <Enter>"),
        ("file", "a file <Enter> <C-s>"),
        ("scan", "a files <Enter> <C-s>"),
        ("edit_file", "<Enter> G k k <Enter>"),
        ("remove_file", "<Enter> G k k X"),
    ];
    for (name, keys) in layers {
        snapshots(&format!("project_{name}"), World::Full, TabId::Projects, |s| {
            s.keys(keys);
        });
    }
    snapshots("project_cancelled", World::Full, TabId::Projects, |s| {
        s.keys("G <Enter>");
    });
}

#[test]
fn a_scan_of_a_folder() {
    let start = |s: &mut Stage| {
        s.keys("a files <Enter> /media/card <C-s>");
        let walk = |effect: &Effect| match effect {
            Effect::Look { ticket, .. } => Some(*ticket),
            _ => None,
        };
        s.effects.iter().find_map(walk).unwrap()
    };
    snapshots("project_scan_looking", World::Full, TabId::Projects, |s| {
        let ticket = start(s);
        s.tell(Msg::Looking { ticket, files: 1_203 });
    });
    snapshots("project_scan_found", World::Full, TabId::Projects, |s| {
        let ticket = start(s);
        let file = |path: &str, bytes| FoundFile { path: format!("/media/card/{path}"), bytes };
        let folder = Folder {
            root: "/media/card".into(),
            files: vec![
                file("DCIM/DSC0001.ARW", 48_100_000),
                file("DCIM/DSC0002.ARW", 47_900_000),
                file("final/फ़िल्म.mp4", 1_200_000_000),
            ],
            unread: vec!["/media/card/System".into()],
            left_out: 1,
        };
        s.tell(Msg::Looked { ticket, result: Ok(folder) });
    });
}

#[test]
fn a_conflict() {
    snapshots("conflict", World::Full, TabId::Clients, |s| {
        s.keys("e").types(" Rao").keys("<C-s>");
        let mut theirs = client("cli_1").client.values();
        theirs.insert("name".into(), FieldValue::text("Priya Iyer"));
        theirs.insert("city".into(), FieldValue::text("Mysuru"));
        s.applied(Err(StoreError::Conflict(Box::new(Conflict {
            row: RowRef { table: Table::Clients, id: "cli_1".into() },
            label: "Priya Sharma".into(),
            changed_by: "Rahul".into(),
            version: 4,
            theirs,
        }))));
    });
}

#[test]
fn a_file_comes_in() {
    let look = |s: &mut Stage| {
        s.keys("i").types("~/old/clients-2019.csv").keys("<Enter>");
    };
    let looked = |s: &mut Stage| {
        look(s);
        s.news(News::Looked(Box::new(imports::reading())));
    };
    let checked = |s: &mut Stage| {
        looked(s);
        s.keys("<C-s>").news(News::Checked(Box::new(imports::report())));
    };
    let trouble = Trouble {
        message: "there is no file /home/asha/old/clients-2019.csv".into(),
        hint: "Nothing was imported. Check the name of the file.".into(),
    };
    let snap = |name: &str, act: &dyn Fn(&mut Stage)| snapshots(name, World::Full, TabId::Clients, act);
    snap("import_file", &|s| {
        look(s);
        s.news(News::Failed(trouble.clone()));
    });
    snap("import_columns", &looked);
    snap("import_field", &|s| {
        looked(s);
        s.keys("4");
    });
    snap("import_checked", &|s| {
        checked(s);
        s.keys("j");
    });
    snap("import_question", &|s| {
        checked(s);
        s.keys("<C-s>");
    });
    snap("import_under_way", &|s| {
        checked(s);
        s.keys("<C-s> y").news(imports::step());
    });
    snap("import_stop", &|s| {
        checked(s);
        s.keys("<C-s> y").news(imports::step()).keys("<Esc>");
    });
    snap("import_done", &|s| {
        checked(s);
        s.keys("<C-s> y").news(imports::brought());
    });
    snap("imports", &|s| {
        s.keys("I j");
    });
    let kept = vec![("Priya Sharma cli_1".to_owned(), "has notes".to_owned())];
    snap("import_take_back", &|s| {
        s.keys("I x").news(News::Weighed(kept.clone()));
    });
}

#[test]
fn layers() {
    let layers: [(&str, &str); 9] = [
        ("merge", "<Space> <Space> m"),
        ("merge_with", "m"),
        ("history", "H"),
        ("tags", "t"),
        ("note", "a"),
        ("filter", "f"),
        ("branches", "b"),
        ("palette", ": merge"),
        ("erase", "D"),
    ];
    for (name, keys) in layers {
        snapshots(&format!("layer_{name}"), World::Full, TabId::Clients, |s| {
            s.keys(keys);
        });
    }
}

#[test]
fn the_forms_of_packages() {
    snapshots("package_form_new", World::Full, TabId::Packages, |s| {
        s.keys("n");
    });
    snapshots("package_form_edit", World::Full, TabId::Packages, |s| {
        s.keys("e");
    });
    snapshots("package_form_invalid", World::Full, TabId::Packages, |s| {
        s.keys("e <Tab> <Tab> <Tab> <C-u> 18.125 <Tab> <C-s>");
    });
    snapshots("package_form_resources", World::Full, TabId::Packages, |s| {
        s.keys("e <Tab> <Tab> <Tab> <Tab> <Tab> <Tab>").types("camra").keys("<C-s>");
        let mut errors = FieldErrors::default();
        errors.add(
            "resources",
            "line 1: nobody is “camra” and no asset is of that type; the nearest is camera",
        );
        s.applied(Err(StoreError::Invalid(errors)));
    });
    snapshots("package_update", World::Full, TabId::Packages, |s| {
        s.keys("r");
    });
    snapshots("package_template_copy", World::Full, TabId::PackageTemplates, |s| {
        s.keys("c");
    });
}

#[test]
fn the_tasks() {
    snapshots("task_form_new", World::Full, TabId::Tasks, |s| {
        s.keys("n");
    });
    snapshots("task_form_edit", World::Full, TabId::Tasks, |s| {
        s.keys("e");
    });
    snapshots("task_delete", World::Full, TabId::Tasks, |s| {
        s.keys("D");
    });
    snapshots("tasks_done", World::Full, TabId::Tasks, |s| {
        s.keys("f done <Enter>");
    });
    snapshots("task_form_too_early", World::Full, TabId::Tasks, |s| {
        s.keys("e x <C-s>");
        let mut errors = FieldErrors::default();
        errors.add("due", "that is 1 Jan 2020, before the project was opened (12 Oct 2026)");
        s.applied(Err(StoreError::Invalid(errors)));
    });
    snapshots("task_offer", World::Full, TabId::Tasks, |s| {
        s.keys("x").applied(Ok(Outcome {
            message: "Finished Cull the photos".into(),
            row: Some(RowRef { table: Table::ProjectTasks, id: "tsk_0".into() }),
            undoable: true,
            offers: Some(StageDone {
                project: "prj_0".into(),
                title: "Sharma wedding".into(),
                from: "editing".into(),
                to: "completed".into(),
            }),
            ..Outcome::default()
        }));
    });
    snapshots("task_conflict", World::Full, TabId::Tasks, |s| {
        s.keys("e").types(" and edit").keys("<C-s>");
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        let mut theirs = task("tsk_0").task.values(&zone);
        theirs.insert("title".into(), FieldValue::text("Cull all photos"));
        theirs.insert("notes".into(), FieldValue::text("फूलों की सजावट 婚礼"));
        s.applied(Err(StoreError::Conflict(Box::new(Conflict {
            row: RowRef { table: Table::ProjectTasks, id: "tsk_0".into() },
            label: "Cull the photos".into(),
            changed_by: "Rahul".into(),
            version: 4,
            theirs,
        }))));
    });
    snapshots("project_task_line", World::Full, TabId::Projects, |s| {
        s.keys("<Enter> j j j j j j j j");
    });
    snapshots("task_template_form", World::Full, TabId::TaskTemplates, |s| {
        s.keys("e");
    });
}

#[test]
fn a_new_studio() {
    snapshots("welcome", World::Nothing, TabId::Calendar, |_| {});
    snapshots("welcome_invalid", World::Nothing, TabId::Calendar, |s| {
        s.keys("Zenith <Tab> Mysuru <Tab> <Tab> <C-u> xyz <Tab> <C-u> Mars <C-s>");
    });
}

#[test]
fn a_terminal_that_is_too_small() {
    for (width, height) in [(39, 24), (80, 7), (10, 2), (1, 1)] {
        let mut stage = Stage::new(World::Full, TabId::Clients, (80, 24));
        stage.keys("e").resize(width, height).screen();
        stage.keys("x <Tab> <Tab>").resize(80, 24).sees("Priya Sharmax");
    }
}

/// The role whose style a cell has, among some.
fn has_role(stage: &Stage, text: &str, role: Role) -> bool {
    let theme = Theme::new(Palette::Dark, ColourLevel::Ansi256);
    let style = theme.style(role);
    let buffer = stage.buffer();
    let area = buffer.area;
    let first = text.chars().next().unwrap();
    (area.top()..area.bottom()).any(|y| {
        let row: Vec<&str> = (area.left()..area.right()).map(|x| buffer[(x, y)].symbol()).collect();
        (0..row.len()).any(|x| {
            row[x].starts_with(first) && row[x..].concat().starts_with(text) && {
                let cell = &buffer[(u16::try_from(x).unwrap(), y)];
                style.fg.is_none_or(|fg| cell.fg == fg)
                    && style.bg.is_none_or(|bg| cell.bg == bg)
                    && cell.modifier.contains(style.add_modifier)
            }
        })
    })
}

#[test]
fn colours_mean_something() {
    let mut stage = Stage::new(World::Full, TabId::Clients, (120, 36));
    assert!(has_role(&stage, "Priya Sharma", Role::Selected));
    assert!(!has_role(&stage, "Prakash Shetty", Role::Selected));
    stage.keys("l");
    assert!(has_role(&stage, "Priya Sharma", Role::SelectedDim), "the list has lost the focus");
    stage.keys("h / pr");
    assert!(has_role(&stage, "Pr", Role::Match));
    let stage = Stage::new(World::Full, TabId::Invoices, (120, 36));
    assert!(has_role(&stage, "! overdue", Role::Bad) || has_role(&stage, "! overdue", Role::Selected));
    assert!(has_role(&stage, "✓ paid", Role::Good));
    assert!(has_role(&stage, "○ draft", Role::Dim));
    let mut stage = Stage::new(World::Full, TabId::Calendar, (120, 36));
    stage.keys("v v");
    assert!(has_role(&stage, "tomorrow", Role::Heading));
    let mut stage = Stage::new(World::Broken, TabId::Clients, (120, 36));
    assert!(has_role(&stage, "! ", Role::Bad));
    stage.tell(Msg::CannotSuspend);
    stage.sees("no shell");
}

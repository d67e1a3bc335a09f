//! What can be done to packages and their templates, from their lists and their details.

use super::forms::package::{CopyForm, EditPackage, EditTemplate, NewPackage, NewTemplate};
use super::layers::{Intent, Layer};
use super::{About, App, Written};
use crate::action::Action;
use crate::domain::id::{PackageId, PackageTemplateId};
use crate::domain::role::Permission;
use crate::screens::detail::Content;
use crate::screens::tab::Subject;
use crate::screens::{TabId, clients, packages};
use crate::store::protocol::{Command, PackageCommand, Query, Reply};
use crate::ui::toast::{Toast, Tone};

/// What the package is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AboutPackage {
    Edit,
    Duplicate,
    Review,
    Ignore,
    EditTemplate,
    CopyTemplate,
}

/// The leave that an action asks for; `None` for what is none of packages.
pub(super) const fn permission(action: Action) -> Option<Permission> {
    Some(match action {
        Action::EditPackage | Action::ReviewUpdate => Permission::PricePackages,
        Action::NewPackage
        | Action::DuplicatePackage
        | Action::IgnoreUpdate
        | Action::ArchivePackages
        | Action::NewPackageTemplate
        | Action::EditPackageTemplate
        | Action::CopyPackageTemplate
        | Action::ArchivePackageTemplates => Permission::EditPackages,
        Action::PackageTemplates | Action::PackageHistory | Action::PackageTemplateHistory => {
            Permission::ViewPackages
        }
        _ => return None,
    })
}

impl App {
    /// Whether the selected package is known to have no update.
    pub(super) fn lacks_update(&self) -> bool {
        let content = self.tab().and_then(|tab| tab.content());
        matches!(content, Some(Content::Package(detail)) if detail.update.is_none())
    }

    pub(super) fn package_action(&mut self, action: Action) {
        match action {
            Action::PackageTemplates => return self.go_to_tab(TabId::PackageTemplates as usize),
            Action::NewPackage => {
                let shown = self.shown_branch().map(|b| b.id.clone());
                if let Some(branch) = clients::home_branch(&self.ctx(), shown.as_ref()) {
                    self.open_form(NewPackage::open(self, branch, Default::default()));
                }
                return;
            }
            Action::NewPackageTemplate => return self.open_form(NewTemplate::open(self)),
            _ => {}
        }
        let Some((subject, ids)) = self.tab().and_then(|tab| Some((tab.subject()?, tab.subjects()))) else {
            return;
        };
        let about = match action {
            Action::EditPackage => AboutPackage::Edit,
            Action::DuplicatePackage => AboutPackage::Duplicate,
            Action::ReviewUpdate => AboutPackage::Review,
            Action::IgnoreUpdate => AboutPackage::Ignore,
            Action::EditPackageTemplate => AboutPackage::EditTemplate,
            Action::CopyPackageTemplate => AboutPackage::CopyTemplate,
            Action::PackageHistory | Action::PackageTemplateHistory => return self.open_history(&subject),
            Action::ArchivePackages => return self.archive_packages(&ids),
            Action::ArchivePackageTemplates => return self.archive_templates(&ids),
            _ => return,
        };
        let Subject { row, .. } = subject;
        let query = match about {
            AboutPackage::EditTemplate | AboutPackage::CopyTemplate => {
                Query::PackageTemplate(PackageTemplateId::from(row.id))
            }
            _ => Query::Package(PackageId::from(row.id)),
        };
        self.read_for(query, About::Package(about));
    }

    /// Goes on with a package or template as it is now.
    pub(super) fn package_read(&mut self, about: AboutPackage, reply: Reply) {
        match (about, reply) {
            (AboutPackage::Edit, Reply::Package(detail)) => {
                let opened = EditPackage::open(self, detail.package);
                self.open_form(opened);
            }
            (AboutPackage::Duplicate, Reply::Package(detail)) => {
                let package = detail.package;
                self.open_form(NewPackage::open(self, package.branch, package.offer.values()));
            }
            (AboutPackage::Review, Reply::Package(detail)) => self.open_update(&detail),
            (AboutPackage::Ignore, Reply::Package(detail)) => match detail.update {
                Some(update) => {
                    let (id, revision) = (detail.package.id, update.revision);
                    let command = PackageCommand::Ignore { id, revision };
                    self.apply(Command::Packages(command), Written::Act);
                }
                None => self.open_update(&detail),
            },
            (AboutPackage::EditTemplate, Reply::PackageTemplate(detail)) => {
                self.open_form(EditTemplate::open(detail.template));
            }
            (AboutPackage::CopyTemplate, Reply::PackageTemplate(detail)) => {
                if detail.free.is_empty() {
                    let text = format!("Every branch has a copy of {}", detail.template.offer.name);
                    return self.say(Toast::new(Tone::Note, text));
                }
                self.open_form(CopyForm::open(*detail));
            }
            _ => {}
        }
    }

    fn archive_packages(&mut self, ids: &[String]) {
        let packages: Vec<PackageId> = ids.iter().map(|id| PackageId::from(id.as_str())).collect();
        let command = if self.are_archived(ids) {
            PackageCommand::Restore(packages)
        } else {
            PackageCommand::Archive(packages)
        };
        self.archive_many(command, ids.len(), ("package", "packages"));
    }

    fn archive_templates(&mut self, ids: &[String]) {
        let templates: Vec<PackageTemplateId> = ids.iter().map(|id| id.as_str().into()).collect();
        let command = if self.are_archived(ids) {
            PackageCommand::RestoreTemplates(templates)
        } else {
            PackageCommand::ArchiveTemplates(templates)
        };
        self.archive_many(command, ids.len(), ("template", "templates"));
    }

    /// Whether what is marked or selected is in the archive.
    fn are_archived(&self, ids: &[String]) -> bool {
        let Some(tab) = self.tab() else { return false };
        let shown = match tab.content() {
            Some(Content::Package(detail)) => detail.package.archived.is_some(),
            Some(Content::PackageTemplate(detail)) => detail.template.archived.is_some(),
            _ => false,
        };
        tab.filter() == "archived" || ids.len() == 1 && shown
    }

    /// One goes at once, several are asked about; what comes back is not asked about.
    fn archive_many(&mut self, command: PackageCommand, count: usize, words: (&str, &str)) {
        let goes = matches!(command, PackageCommand::Archive(_) | PackageCommand::ArchiveTemplates(_));
        let command = Command::Packages(command);
        if goes && count > 1 {
            let confirm = packages::ask_archive(count, words);
            self.layers.push(Layer::Confirm(confirm, Intent::Apply(command, Written::Marked)));
        } else {
            self.apply(command, Written::Marked);
        }
    }
}

//! What can be done in the outbox.

use super::App;
use super::forms::notification::NotificationForm;
use crate::action::Action;
use crate::domain::role::Permission;
use crate::screens::clients;

/// The leave that an action asks for; `None` for what is none of the outbox.
pub(super) const fn permission(action: Action) -> Option<Permission> {
    match action {
        Action::NewNotification => Some(Permission::RecordNotifications),
        _ => None,
    }
}

impl App {
    pub(super) fn outbox_action(&mut self, action: Action) {
        if action == Action::NewNotification {
            let shown = self.shown_branch().map(|b| b.id.clone());
            if let Some(branch) = clients::home_branch(&self.ctx(), shown.as_ref()) {
                self.open_form(NotificationForm::of_branch(branch));
            }
        }
    }
}

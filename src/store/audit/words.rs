//! What happened, as people say it: screens show these words, and the search of the log finds them.

/// An event of the audit log as people say it; another program's event in its own words.
#[must_use]
pub fn event(name: &str) -> String {
    match name {
        "studio.set_up" => "studio set up".to_owned(),
        "client.noted" => "note added".to_owned(),
        "client.note_removed" => "note removed".to_owned(),
        "client.unmerged" => "merge taken back".to_owned(),
        "client.erased" => "personal data erased".to_owned(),
        "client.exported" => "exported to a file".to_owned(),
        "client.imported" => "imported".to_owned(),
        "studio.imported" => "database merged in".to_owned(),
        "import.undone" => "import taken back".to_owned(),
        "quote.created" => "quote drafted".to_owned(),
        "quote.removed" => "draft of a quote removed".to_owned(),
        "project.created" => "project opened".to_owned(),
        "project.trashed" => "thrown away".to_owned(),
        "project.restored" => "restored".to_owned(),
        "project.event_added" => "sub-event added".to_owned(),
        "project.event_edited" => "sub-event edited".to_owned(),
        "project.event_removed" => "sub-event removed".to_owned(),
        "project.series_edited" => "series edited".to_owned(),
        "project.series_removed" => "dates of a series removed".to_owned(),
        "feed.added" => "calendar file kept up to date".to_owned(),
        "feed.removed" => "calendar file kept up to date no longer".to_owned(),
        "asset.checked_out" => "checked out".to_owned(),
        "asset.checked_in" => "checked in".to_owned(),
        "asset.due_moved" => "return put off".to_owned(),
        "message.sent" => "message written".to_owned(),
        "media.added" => "file added".to_owned(),
        "media.edited" => "file edited".to_owned(),
        "media.removed" => "files removed from the list".to_owned(),
        "media.scanned" => "folder scanned".to_owned(),
        "notification.sent" => "recorded as sent".to_owned(),
        "undo.done" => "undone".to_owned(),
        "redo.done" => "done again".to_owned(),
        other => other.replace(['.', '_'], " "),
    }
}

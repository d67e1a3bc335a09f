//! Files of projects: their forms, and how much room they take.

use super::words::{Words, plain, several};
use crate::domain::media::{FileType, MAX_PATH, MAX_TITLE, Watermark, fields, parse_size};
use crate::store::protocol::{MediaLine, MediaPage, Stored};
use crate::ui::confirm::Confirm;
use crate::ui::form::{FieldKind, FieldSpec, FormSpec, Section};
use crate::ui::picker::Choice;
use crate::ui::text::width;

/// The names that drafts call the forms by.
pub mod forms {
    /// A file, new or edited.
    pub const MEDIA: &str = "media";
}

/// The id that stands for all files of a project; no row has it.
pub const ALL: &str = "";
/// The most files that are chosen from at once.
pub const MOST: u32 = 1_000;

/// The files of a project to choose from.
#[must_use]
pub fn choices_of(page: &MediaPage, words: &Words) -> Vec<Choice> {
    let choice = |file: &MediaLine| {
        let note = [plain(&file.kind), words.size(file.bytes)].join(" · ");
        Choice::new(file.id.as_str(), called(&file.title, &file.path)).note(note)
    };
    page.slice.rows.iter().map(choice).collect()
}

/// The title over them.
#[must_use]
pub fn title_of(name: &str, page: &MediaPage) -> String {
    let newest = if page.slice.next.is_some() { "The newest files of" } else { "The files of" };
    format!("{newest} {name}")
}

/// The label of a field, in forms, conflicts and history.
#[must_use]
pub fn label(key: &str) -> &str {
    match key {
        fields::PATH => "Where it lies",
        fields::TITLE => "Title",
        fields::TYPE => "Type",
        fields::SIZE | "size_bytes" => "Size",
        fields::WATERMARK => "Watermark",
        other => other,
    }
}

/// The form of a file. `kind` and `watermark` are what is stored: another program's word stays a choice.
#[must_use]
pub fn form(title: &str, kind: &str, watermark: &str) -> FormSpec {
    let kinds = FileType::ALL.map(FileType::as_str);
    let states = [(Watermark::Proof, "proof: it carries one"), (Watermark::Clean, "clean: it does not")];
    let states = states.map(|(state, said)| (state.as_str(), said.to_owned()));
    let field = |key: &str, kind| FieldSpec::new(key, label(key), kind);
    let fields = vec![
        field(fields::PATH, FieldKind::Text)
            .required()
            .max(MAX_PATH)
            .placeholder("/archive/2026/sharma/haldi-0001.cr3")
            .help("The file stays where it is; only where that is, is kept."),
        field(fields::TITLE, FieldKind::Text).max(MAX_TITLE).placeholder("Haldi, the first frame"),
        field(
            fields::TYPE,
            FieldKind::Choice(choices(kinds.map(|word| (word, word.to_owned())).into(), kind)),
        )
        .help("Left open, it is guessed from folder and name."),
        field(fields::SIZE, FieldKind::Text).placeholder("48.3 MB").rule(|text, _| match parse_size(text) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        }),
        field(fields::WATERMARK, FieldKind::Choice(choices(states.into(), watermark))),
    ];
    FormSpec::new(forms::MEDIA, title, vec![Section::new("", fields)])
}

/// Choices, and the stored word behind them when it is none of ours.
fn choices(own: Vec<(&str, String)>, stored: &str) -> Vec<(String, String)> {
    let mut choices: Vec<(String, String)> =
        own.into_iter().map(|(word, said)| (word.to_owned(), said)).collect();
    if !stored.is_empty() && !choices.iter().any(|(word, _)| word == stored) {
        choices.push((stored.to_owned(), plain(stored)));
    }
    choices
}

/// What a file is called: its title, else its name without the folders.
#[must_use]
pub fn called<'a>(title: &'a str, path: &'a str) -> &'a str {
    if title.trim().is_empty() { path.rsplit(['/', '\\']).next().unwrap_or(path) } else { title }
}

/// Asks before a file goes from the list.
#[must_use]
pub fn ask_remove(name: &str) -> Confirm {
    let consequences = ["The file itself stays where it lies.", "u takes it back."];
    Confirm::new(format!("Remove {name} from the list?"), "remove").consequences(consequences)
}

/// How much room files take: a line for each type, and their sum when there are several. Counts and sizes stand under
/// each other.
#[must_use]
pub fn storage(stored: &[Stored], words: &Words) -> Vec<String> {
    let row =
        |name: String, files: u64, bytes: u64| [name, several(files, "file", "files"), words.size(bytes)];
    let kind = |s: &Stored| if s.file_type.is_empty() { "no type".to_owned() } else { plain(&s.file_type) };
    let mut rows: Vec<[String; 3]> = stored.iter().map(|s| row(kind(s), s.files, s.bytes)).collect();
    if stored.len() > 1 {
        let files = stored.iter().map(|s| s.files).fold(0, u64::saturating_add);
        let bytes = stored.iter().map(|s| s.bytes).fold(0, u64::saturating_add);
        rows.push(row("together".to_owned(), files, bytes));
    }
    let widest = |column: usize| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0);
    let (names, files, sizes) = (widest(0), widest(1), widest(2));
    let line = |[name, count, size]: &[String; 3]| {
        let pad = |cells: usize, text: &str| " ".repeat(cells.saturating_sub(width(text)));
        format!("{name}{}  {}{count}  {}{size}", pad(names, name), pad(files, count), pad(sizes, size))
    };
    rows.iter().map(line).collect()
}

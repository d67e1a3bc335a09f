//! Just enough of Rust's grammar to read paths out of a source file.

use super::super::docs::root;
use std::path::Path;

/// A source file, with and without its comments, texts and tests.
pub(super) struct Source {
    /// Path in the repository.
    pub(super) path: String,
    raw: String,
    code: String,
}

/// Every file under `src/`.
pub(super) fn sources() -> Vec<Source> {
    under(&root().join("src"))
}

/// Every Rust file under a folder.
pub(super) fn under(folder: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries =
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.unwrap_or_else(|error| panic!("{}: {error}", folder.display())).path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let name = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
                found.push(Source::new(&name, &text));
            }
        }
    }
    assert!(!found.is_empty(), "no sources under {}", folder.display());
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

impl Source {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let code = without_tests(&without_text(text));
        Self { path: path.to_owned(), raw: text.to_owned(), code }
    }

    /// The path of the file's module, e.g. `["store", "protocol"]`.
    fn module(&self) -> Vec<&str> {
        let inner = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let inner = inner.strip_suffix(".rs").unwrap_or(inner);
        let mut parts: Vec<&str> = inner.split('/').collect();
        if parts.last() == Some(&"mod") {
            parts.pop();
        }
        parts
    }

    /// The module of `lib.rs` that the file belongs to.
    pub(super) fn room(&self) -> &str {
        self.module().first().copied().unwrap_or_default()
    }

    /// Whether the file lies within a module such as `host::local`.
    pub(super) fn is_within(&self, module: &str) -> bool {
        let module: Vec<&str> = module.split("::").collect();
        self.module().starts_with(&module)
    }

    /// The text by lines, from 1.
    pub(super) fn raw_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.raw.lines().enumerate().map(|(i, line)| (i + 1, line))
    }

    /// The code by lines, from 1, without comments, texts and tests.
    pub(super) fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(i, line)| (i + 1, line))
    }

    /// Lines whose code holds this word or path.
    pub(super) fn lines_with(&self, word: &str) -> Vec<usize> {
        self.code_lines().filter(|(_, line)| at_word(line, word)).map(|(number, _)| number).collect()
    }

    /// Lines whose code names something of this crate.
    pub(super) fn lines_with_path(&self, krate: &str) -> Vec<usize> {
        let starts = [format!("{krate}::"), format!("use {krate};"), format!("use {krate} as")];
        self.code_lines()
            .filter(|(_, line)| starts.iter().any(|start| at_word(line, start)))
            .map(|(number, _)| number)
            .collect()
    }

    /// The rooms that the code names, with lines.
    pub(super) fn imports(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let depth = self.module().len();
        for start in ["crate::".to_owned(), "studiovault::".to_owned(), "super::".repeat(depth)] {
            let mut from = 0;
            while let Some(at) = self.code.get(from..).and_then(|rest| rest.find(start.as_str())) {
                let begin = from + at;
                from = begin + start.len();
                let before = self.code.get(..begin).unwrap_or_default();
                if before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
                    continue;
                }
                let line = 1 + before.matches('\n').count();
                let after = self.code.get(from..).unwrap_or_default();
                found.extend(heads(after).into_iter().map(|head| (line, head)));
            }
        }
        found
    }

    /// Lines of `format!` and its like whose text looks like SQL.
    pub(super) fn formatted_sql(&self) -> Vec<usize> {
        const STATEMENTS: [&str; 8] =
            ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ", "DROP ", "ALTER ", "PRAGMA "];
        const CLAUSES: [&str; 6] = [" FROM ", " WHERE ", " ORDER BY ", " JOIN ", " VALUES", " LIMIT "];
        let mut found = Vec::new();
        for start in ["format!(", "write!(", "format_args!("] {
            for (at, _) in self.raw.match_indices(start) {
                let rest = self.raw.get(at + start.len()..).unwrap_or_default();
                let Some(text) = first_text(rest) else { continue };
                let padded = format!(" {text} ");
                let is_sql = STATEMENTS.iter().any(|word| text.trim_start().starts_with(word))
                    || CLAUSES.iter().any(|word| padded.contains(word));
                if is_sql && text.contains('{') {
                    found.push(1 + self.raw.get(..at).unwrap_or_default().matches('\n').count());
                }
            }
        }
        found
    }
}

/// The first literal of a macro call, if it comes before the call ends.
fn first_text(call: &str) -> Option<&str> {
    let open = call.find('"')?;
    let before = call.get(..open)?;
    if before.contains([';', '{']) {
        return None;
    }
    let rest = call.get(open + 1..)?;
    let close = rest.find('"')?;
    rest.get(..close)
}

/// `word` with no letter before it.
fn at_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        !line.get(..at).unwrap_or_default().ends_with(|c: char| c.is_alphanumeric() || c == '_')
    })
}

/// What comes first behind `crate::`: one name, or the first names of a group in braces.
fn heads(after: &str) -> Vec<String> {
    let name = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = after.strip_prefix('{') else { return vec![name(after)] };
    let mut heads = Vec::new();
    let mut depth = 0_usize;
    let mut item = 0;
    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                heads.push(name(group.get(item..i).unwrap_or_default()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.push(name(group.get(item..i).unwrap_or_default()));
                item = i + 1;
            }
            _ => {}
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

/// Blanks comments and the insides of texts; lines stay where they are.
fn without_text(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut out = String::with_capacity(text.len());
    let blank = |out: &mut String, c: char| out.push(if c == '\n' { '\n' } else { ' ' });
    let mut i = 0;
    while i < chars.len() {
        let c = at(i);
        let word_before = i > 0 && (at(i - 1).is_alphanumeric() || at(i - 1) == '_');
        if c == '/' && at(i + 1) == '/' {
            while i < chars.len() && at(i) != '\n' {
                i += 1;
            }
        } else if c == '/' && at(i + 1) == '*' {
            let mut depth = 0_usize;
            loop {
                if at(i) == '/' && at(i + 1) == '*' {
                    depth += 1;
                    i += 2;
                } else if at(i) == '*' && at(i + 1) == '/' {
                    depth -= 1;
                    i += 2;
                } else {
                    blank(&mut out, at(i));
                    i += 1;
                }
                if depth == 0 || i >= chars.len() {
                    break;
                }
            }
        } else if c == 'r'
            && !word_before
            && (at(i + 1) == '"' || (at(i + 1) == '#' && "#\"".contains(at(i + 2))))
        {
            let hashes = chars.iter().skip(i + 1).take_while(|c| **c == '#').count();
            i += hashes + 2;
            while i < chars.len() && !(at(i) == '"' && (1..=hashes).all(|n| at(i + n) == '#')) {
                blank(&mut out, at(i));
                i += 1;
            }
            i += hashes + 1;
            out.push_str("\"\"");
        } else if c == '"' {
            out.push('"');
            i += 1;
            while i < chars.len() && at(i) != '"' {
                let step = if at(i) == '\\' { 2 } else { 1 };
                (i..i + step).for_each(|n| blank(&mut out, at(n)));
                i += step;
            }
            out.push('"');
            i += 1;
        } else if c == '\'' && at(i + 1) == '\\' {
            i += 3;
            while i < chars.len() && at(i) != '\'' {
                i += 1;
            }
            i += 1;
        } else if c == '\'' && at(i + 2) == '\'' {
            i += 3;
        } else {
            out.push(c);
            i += 1;
        }
    }
    out
}

/// Blanks `#[cfg(test)]` with the module or item behind it.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        out.push_str(rest.get(..at).unwrap_or_default());
        let item = rest.get(at..).unwrap_or_default();
        let end = end_of_item(item);
        out.extend(item.get(..end).unwrap_or_default().chars().filter(|c| *c == '\n'));
        rest = item.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Where an item ends: at its `;`, or at the brace that closes its first one.
fn end_of_item(item: &str) -> usize {
    let mut depth = 0_usize;
    for (i, c) in item.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return i + 1;
                }
            }
            ';' if depth == 0 => return i + 1,
            _ => {}
        }
    }
    item.len()
}

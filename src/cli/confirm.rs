//! Confirming what cannot be taken back: a person types a word, a script says `--yes`.

use super::CliError;
use super::out::Console;
use crate::store::Confirmed;

/// Asks for a word, unless `--yes` was said; says how it was confirmed. `what` names what would happen: "this writes
/// the personal data of clients".
pub(super) fn confirm(
    (what, word): (&str, &str),
    yes: bool,
    console: &mut Console<'_>,
) -> Result<Confirmed, CliError> {
    if yes {
        return Ok(Confirmed::ByFlag);
    }
    write!(console.err, "{what}\nType {word} to go on: ")?;
    console.err.flush()?;
    let Some(typed) = (console.answer)() else {
        writeln!(console.err)?;
        return Err(CliError::Usage {
            message: "this has to be confirmed, and nobody is there to do so".to_owned(),
            hint: "Nothing was written. Where a script does this on purpose, it says --yes.".to_owned(),
        });
    };
    if typed.trim() == word {
        return Ok(Confirmed::ByTyping);
    }
    Err(CliError::Usage { message: format!("that is not {word}"), hint: "Nothing was written.".to_owned() })
}

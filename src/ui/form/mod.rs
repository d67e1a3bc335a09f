//! Forms from a specification: what is asked for is data ([`FormSpec`]), what is typed is state ([`FormState`]).
//!
//! ```text
//! let mut form = FormState::new(&spec, &base, context);      // base: the record's values, empty for a new one
//! form.resize(screen.width, screen.height);                  // now and whenever the screen changes
//! match form.handle(keymap.press(form.scopes(), key)) {      // or form.paste(text)
//!     FormEvent::Changed => {}                               // keep form.typed() as a draft, look for duplicates
//!     FormEvent::Submit(values) => {}                        // save; then close it, or set_errors / set_failed
//!     FormEvent::Options { field, text } => {}               // ask outside; then set_options(&field, &text, hits)
//!     FormEvent::Notice => {}                                // open what set_notice was about
//!     FormEvent::Close | FormEvent::None => {}
//! }
//! let cursor = form.draw(area, frame.buffer_mut(), &look);   // everything, its pickers and questions included
//! ```
//!
//! What the form promises to whoever types:
//! - Nothing typed is lost: Esc asks when something differs, [`FormState::typed`] and [`FormState::restore`] carry
//!   what does not even parse into a draft and back, a refused save keeps every word.
//! - An error stands under its field as soon as the field is left, and goes as soon as it is mended. A save that is
//!   blocked says why and goes to the first field that is wrong.
//! - A field that was not touched keeps its exact value, whatever its text looks like.
//! - A paste is cut to what fits, says so, and costs no more than what fits.

mod context;
mod field;
mod follow;
mod keys;
mod notes;
mod plan;
mod spec;
mod state;
mod tags;
#[cfg(test)]
mod tests;
mod value;
mod view;

pub use context::{FormContext, Parsers, Toward};
pub use spec::{FieldKind, FieldSpec, FormSpec, Section};
pub use state::{FormEvent, FormState};

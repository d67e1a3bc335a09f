//! Files of other programs: what they are, how they are read, how they are written. Tables as CSV, address cards as
//! vCard.
//!
//! A file is read once from its first to its last byte before anything is taken from it ([`source::Source::open`]): what
//! is no text, or damaged, is refused before anything has happened. A row that is wrong is handed on with the reason,
//! so that whoever imports can put it aside and go on.

pub mod card_writer;
pub mod charset;
pub mod columns;
pub mod error;
mod headings;
pub mod records;
pub mod rejects;
pub mod rows;
pub mod source;
pub mod table;
pub mod vcard;

pub use error::ReadError;

//! The rooms of the house: one list with its detail per tab.
//!
//! Everything here is pure: keys and answers go in, [`effect::Effect`]s come out. [`list::ListPane`] is the window on
//! a list of any size, [`tab::ListTab`] puts it beside its detail, and one file per tab says what its rows look like.

pub mod effect;
pub mod list;

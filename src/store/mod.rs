//! The state store: the only room that knows SQL.
//!
//! A [`protocol::Query`] reads, a [`protocol::Command`] writes; both are plain data and answer with plain data.

pub mod error;
pub mod protocol;

//! The rules of the business: records, drafts, checks and state machines.
//!
//! Nothing here does IO, reads a clock, knows SQL or a terminal. What depends on time takes it as an argument.

pub mod client;
pub mod country;
pub mod digit;
pub mod field;
pub mod fold;
pub mod gstin;
pub mod id;
pub mod money;
pub mod phone;
pub mod role;
pub mod when;

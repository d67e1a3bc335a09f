//! The rules of the business: records, drafts, checks and state machines.
//!
//! Nothing here does IO, reads a clock, knows SQL or a terminal. What depends on time takes it as an argument.

pub mod asset;
pub mod booking;
pub mod check;
pub mod client;
pub mod counter;
pub mod country;
pub mod custody;
pub mod digit;
pub mod field;
pub mod fold;
pub mod free;
pub mod gstin;
pub mod hook;
pub mod id;
pub mod invoice;
pub mod kept;
pub mod kit;
pub mod length;
pub mod media;
pub mod message;
pub mod money;
pub mod notification;
pub mod package;
pub mod paper;
pub mod payment;
pub mod percent;
pub mod phone;
pub mod project;
pub mod quote;
pub mod receivable;
pub mod repeat;
pub mod report;
pub mod role;
pub mod rounding;
pub mod task;
pub mod tax;
pub mod texts;
pub mod when;

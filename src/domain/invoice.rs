//! Invoices: what they are, how they are numbered, what they come to, and how they are paid.
//!
//! Source: the product's design, "Invoices and money".

pub mod number;

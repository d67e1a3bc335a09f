//! One binary for all integration tests: linked once, run in parallel.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test says what must be by panicking when it is not"
)]

mod cli;
mod config;
mod docs;
mod floors;
mod harness;
mod journey;
mod mouse;
mod pty;
mod screens;
mod stage;
mod store;

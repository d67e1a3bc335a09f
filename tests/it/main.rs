//! One binary for all integration tests: linked once, run in parallel.

mod cli;
mod config;
mod docs;
mod floors;
mod harness;
mod journey;
mod store;

//! One binary for all integration tests: linked once, run in parallel.

mod config;
mod docs;
mod floors;

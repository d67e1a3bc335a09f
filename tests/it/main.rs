//! One binary for all integration tests: linked once, run in parallel.

mod store;

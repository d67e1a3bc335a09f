//! The binary: parse, log, pick a host, exit code.
fn main() {}

//! Where a session runs.
//!
//! [`ansi`] and [`decode`] speak to any terminal over bytes; [`local`] is the terminal that the program was started in.

pub mod ansi;
pub mod decode;
pub mod local;

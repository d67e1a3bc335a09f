//! The terminal that the program was started in.

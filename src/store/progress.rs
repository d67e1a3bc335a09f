//! How far something that takes long has come.

/// Told while something that takes long goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is being done now, in a word or two, e.g. `foreign_keys`.
    pub what: &'static str,
    /// How much is done.
    pub done: u64,
    /// Of how much.
    pub of: u64,
}

/// Whoever wants to know how far it is; called on the thread that does the work, so it has to be quick.
pub type Watch<'a> = &'a mut dyn FnMut(Step);

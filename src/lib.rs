//! StudioVault: the studio in one terminal.
//!
//! The module list is the tour of the house, ground floor first. Imports only go down; `tests/it/floors.rs`
//! proves it. ARCHITECTURE.md has the map.
//!
//! The floors are ordinary comments: in front of a module that documents itself, a doc comment would make rustdoc look
//! for the module's links out here.

// F0 — the rules of the business: no IO, no clock, no SQL, no terminal.
pub mod domain;

// F1 — the state store: the only room that knows SQL.
pub mod store;

// F1 — files of other programs, in and out.
pub mod exchange;
// F1 — papers as text: call sheets, checklists, calendar files.
pub mod documents;
// F1 — what the user can mean: one table of actions.
pub mod action;
// F1 — the configuration file and the environment.
pub mod config;
// F1 — what lies in a folder of files: the only room that walks a disk.
pub mod folder;
// F1 — keys, pastes and resizes, independent of where they come from.
pub mod input;
// F1 — the few semantic colours and their fallbacks.
pub mod theme;

// F2 — which keys mean which action, by scope.
pub mod keymap;
// F2 — widgets that know no studio.
pub mod ui;

// F3 — one room per tab.
pub mod screens;

// F4 — routing, layers, tabs: pure.
pub mod app;

// F5 — the only glue between an `App` and the world.
pub mod session;

// F6 — the command line.
pub mod cli;
// F6 — where a session runs: the local terminal.
pub mod host;

//! How far a long look has come: one line on the terminal, gone when the result is there.

use super::out::Console;
use crate::store::progress::Step;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// How often the line is painted anew while nothing is told: the seconds on it show that the work goes on.
const TICK: Duration = Duration::from_millis(500);

/// The line. It goes with the value.
pub(super) struct Progress {
    bar: ProgressBar,
    ticks: bool,
}

impl Progress {
    /// A line for whoever looks at the remarks of this run; without anybody, nothing is written.
    pub(super) fn on(console: &Console<'_>) -> Self {
        if !console.err_is_terminal {
            return Self::none();
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        // A template of ours that does not parse is no reason to fail a check.
        if let Ok(style) = ProgressStyle::with_template("{msg}: {pos} of {len} done, {elapsed_precise}") {
            bar.set_style(style);
        }
        Self { bar, ticks: false }
    }

    /// No line at all.
    pub(super) fn none() -> Self {
        Self { bar: ProgressBar::hidden(), ticks: false }
    }

    /// Tells a step.
    pub(super) fn tell(&mut self, step: Step) {
        self.bar.set_message(step.what.replace('_', " "));
        self.bar.set_length(step.of);
        self.bar.set_position(step.done);
        // From the first step on: nothing is painted among the remarks that come before it.
        if !std::mem::replace(&mut self.ticks, true) {
            self.bar.enable_steady_tick(TICK);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

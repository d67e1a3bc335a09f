//! What the operating system tells the program.

use super::tty;
use crate::session::Signal;
use std::io;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

/// SIGTSTP has no name in the library.
const STOP_KEY: i32 = rustix::process::Signal::TSTP.as_raw();
const CONTINUED: i32 = rustix::process::Signal::CONT.as_raw();

/// Starts listening.
pub(super) fn start() -> io::Result<mpsc::Receiver<Signal>> {
    let (sender, receiver) = mpsc::channel(16);
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut quit = signal(SignalKind::quit())?;
    let mut stop_key = signal(SignalKind::from_raw(STOP_KEY))?;
    let mut continued = signal(SignalKind::from_raw(CONTINUED))?;
    let mut resized = signal(SignalKind::window_change())?;
    tokio::spawn(async move {
        loop {
            let told = tokio::select! {
                _ = terminate.recv() => Signal::Stop,
                _ = hangup.recv() => Signal::Stop,
                _ = interrupt.recv() => Signal::Stop,
                _ = quit.recv() => Signal::Stop,
                _ = stop_key.recv() => Signal::Suspend,
                _ = continued.recv() => Signal::Continued,
                _ = resized.recv() => {
                    let size = tty::size();
                    Signal::Size(size.width, size.height)
                }
            };
            if sender.send(told).await.is_err() {
                return;
            }
        }
    });
    Ok(receiver)
}

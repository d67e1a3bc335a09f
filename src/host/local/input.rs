//! Keys of the terminal: a thread that waits on the file descriptor and costs nothing while nobody types.

use crate::host::decode::Decoder;
use crate::input::InputEvent;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::io::{self, PipeReader, PipeWriter};
use tokio::sync::mpsc;

/// Keys that wait for the application before the terminal has to.
const QUEUE: usize = 256;
/// How long the rest of a sequence may take: a lone escape is the key after that.
const SEQUENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 25_000_000 };

/// Ends the thread when it is dropped.
pub(super) struct Reader {
    _wake: PipeWriter,
}

/// Starts reading.
pub(super) fn start() -> io::Result<(mpsc::Receiver<InputEvent>, Reader)> {
    let (sender, receiver) = mpsc::channel(QUEUE);
    let (stop, wake) = io::pipe()?;
    std::thread::Builder::new().name("input".to_owned()).spawn(move || {
        read(&sender, &stop);
        // Nobody listens any more when the session has ended first.
        let _ = sender.blocking_send(InputEvent::Closed);
    })?;
    Ok((receiver, Reader { _wake: wake }))
}

/// Reads until the terminal is gone, or nobody wants to know.
fn read(sender: &mpsc::Sender<InputEvent>, stop: &PipeReader) {
    let stdin = io::stdin();
    let mut decoder = Decoder::default();
    let mut bytes = [0_u8; 4096];
    let mut events = Vec::new();
    loop {
        let mut fds = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(stop, PollFlags::IN)];
        let timeout = decoder.is_waiting().then_some(&SEQUENCE);
        match poll(&mut fds, timeout) {
            Ok(0) => decoder.settle(&mut events),
            Ok(_) if !fds[1].revents().is_empty() => return,
            // Data first: a terminal that hangs up may have sent some.
            Ok(_) if fds[0].revents().contains(PollFlags::IN) => match rustix::io::read(&stdin, &mut bytes) {
                Ok(0) => return,
                Ok(n) => decoder.feed(&bytes[..n], &mut events),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(_) => return,
            },
            Ok(_) => return,
            Err(Errno::INTR) => {}
            Err(_) => return,
        }
        for event in events.drain(..) {
            if sender.blocking_send(event).is_err() {
                return;
            }
        }
    }
}

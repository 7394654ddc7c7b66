//! Waiting for the next line of a pipe without falling asleep at once.
//!
//! A program that got its answer often asks again within microseconds. To be woken up takes longer than a short
//! statement, and finds the caches cold; so the shell looks for input a little while before it sleeps.

/// Comes back when there is input, or after fifty microseconds, whichever is first.
#[cfg(unix)]
pub(super) fn until_input() {
    use std::thread::yield_now;
    use std::time::{Duration, Instant};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    const AWAKE: Duration = Duration::from_micros(50);
    const AT_ONCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 0 };
    let stdin = std::io::stdin();
    let mut input = [PollFd::new(&stdin, PollFlags::IN)];
    let begun = Instant::now();
    while begun.elapsed() < AWAKE && matches!(poll(&mut input, Some(&AT_ONCE)), Ok(0)) {
        yield_now();
    }
}

/// Elsewhere reading itself waits.
#[cfg(not(unix))]
pub(super) fn until_input() {}

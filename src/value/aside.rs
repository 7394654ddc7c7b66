//! What may grow large while a statement makes it. Let go before it is done, it is freed by a thread of its own: whoever
//! stops the statement need not wait until millions of values are freed.
//!
//! ```text
//! let mut made = Aside::new(Vec::new());
//! … made.push(value); check()?; …        a failure drops `made`: freed elsewhere when it is large
//! Ok(Value::list(made.done()))           the usual way costs nothing
//! ```

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Values from which on freeing is worth a thread.
const LARGE: usize = 1 << 16;

/// Something of which it can be told whether freeing it takes long.
pub(crate) trait Bulk: Default + Send + 'static {
    /// Roughly how many values it holds.
    fn values(&self) -> usize;
}

impl<T: Send + 'static> Bulk for Vec<T> {
    fn values(&self) -> usize {
        self.len()
    }
}

/// See the file.
pub(crate) struct Aside<T: Bulk>(T);

impl<T: Bulk> Aside<T> {
    /// Watches over `held` until it is done.
    pub(crate) fn new(held: T) -> Self {
        Self(held)
    }

    /// What was made.
    pub(crate) fn done(mut self) -> T {
        std::mem::take(&mut self.0)
    }
}

/// Frees `held` on a thread of its own; here where no thread can be had.
pub(crate) fn free_elsewhere<T: Send + 'static>(held: T) {
    // A thread that is not started drops what it was given.
    let _ = std::thread::Builder::new().name("wasl-free".to_owned()).spawn(move || drop(held));
}

/// How often the one who waits for work done elsewhere asks whether it is still wanted.
const PATIENCE: Duration = Duration::from_millis(10);

/// Does work that cannot ask by itself whether it is still wanted: on a thread of its own, while `check` is asked here.
/// When that fails nobody waits for the rest; the thread ends with its work and frees what it made. Done here where no
/// thread can be had.
///
/// # Errors
/// Those of `check`.
pub(crate) fn do_elsewhere<T: Send + 'static, E>(
    work: impl Fn() -> T + Send + Sync + 'static,
    check: impl Fn() -> Result<(), E>,
) -> Result<T, E> {
    let work = Arc::new(work);
    let (end, ended) = sync_channel::<()>(1);
    let thread = std::thread::Builder::new().name("wasl-work".to_owned()).spawn({
        let work = Arc::clone(&work);
        move || {
            let _end = end;
            work()
        }
    });
    let Ok(thread) = thread else { return Ok(work()) };
    while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(PATIENCE) {
        check()?;
    }
    // A panic goes on here.
    thread.join().map_err(|panic| std::panic::resume_unwind(panic))
}

impl<T: Bulk> Drop for Aside<T> {
    fn drop(&mut self) {
        if self.0.values() >= LARGE {
            free_elsewhere(std::mem::take(&mut self.0));
        }
    }
}

impl<T: Bulk> Deref for Aside<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Bulk> DerefMut for Aside<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};
    use std::thread::{ThreadId, current};

    use super::{Aside, LARGE, do_elsewhere};

    struct Tells(Option<Sender<ThreadId>>);

    impl Drop for Tells {
        fn drop(&mut self) {
            if let Some(sender) = &self.0 {
                sender.send(current().id()).unwrap();
            }
        }
    }

    fn freed_by(count: usize) -> ThreadId {
        let (sender, receiver) = channel();
        let mut held: Aside<Vec<Tells>> = Aside::new((1..count).map(|_| Tells(None)).collect());
        held.push(Tells(Some(sender)));
        drop(held);
        receiver.recv().unwrap()
    }

    #[test]
    fn only_what_is_large_is_freed_elsewhere() {
        assert_eq!(freed_by(10), current().id());
        assert_ne!(freed_by(LARGE), current().id());
    }

    #[test]
    fn work_elsewhere_is_waited_for_only_as_long_as_it_is_wanted() {
        let here = current().id();
        assert_eq!(do_elsewhere(move || current().id() != here, || Ok::<(), ()>(())), Ok(true));
        let (sender, receiver) = channel();
        let begun = std::time::Instant::now();
        let slow = move || {
            std::thread::sleep(std::time::Duration::from_secs(1));
            Tells(Some(sender.clone()))
        };
        assert!(do_elsewhere(slow, || Err("stopped")).is_err_and(|error| error == "stopped"));
        assert!(begun.elapsed() < std::time::Duration::from_millis(900));
        assert_ne!(receiver.recv().unwrap(), current().id());
    }

    #[test]
    fn what_is_done_is_given_back_whole() {
        assert_eq!(Aside::new(vec![1, 2, 3]).done(), [1, 2, 3]);
    }
}

//! What a running case has at hand: the target, the profile, sockets, and a list of things to put
//! right afterwards.

use std::time::Duration;

use super::{
    case::Outcome,
    wire::{Transcript, Wire},
};

/// What a subject has, by name.
pub trait Profile {
    /// Whether the named value is there; names are those of [`Case::needs`](super::Case::needs).
    fn has(&self, need: &str) -> bool;

    /// How long the subject may take for one answer.
    fn timeout(&self) -> Duration;
}

/// What a running case has at hand.
pub struct Context<'a, P> {
    /// The address of the subject, `host:port`.
    pub target: &'a str,
    /// What the subject has.
    pub profile: &'a P,
    pub(crate) transcript: Transcript,
    cleanups: Vec<Box<Cleanup<P>>>,
}

type Cleanup<P> = dyn FnOnce(&mut Context<'_, P>);

impl<P> std::fmt::Debug for Context<'_, P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

impl<'a, P: Profile> Context<'a, P> {
    pub(crate) fn new(target: &'a str, profile: &'a P) -> Self {
        Self {
            target,
            profile,
            transcript: Transcript::default(),
            cleanups: Vec::new(),
        }
    }

    /// A fresh connection to the subject.
    pub fn connect(&self) -> Outcome<Wire> {
        Wire::connect(self.target, self.profile.timeout(), self.transcript.clone())
    }

    /// Puts something right once the case is over, however it ends; the last one given goes first.
    pub fn later(&mut self, cleanup: impl FnOnce(&mut Context<'_, P>) + 'static) {
        self.cleanups.push(Box::new(cleanup));
    }

    /// Runs what [`later`](Self::later) was given; off the record, since the case is judged.
    pub(crate) fn clean_up(&mut self) {
        self.transcript.stop();
        while let Some(cleanup) = self.cleanups.pop() {
            cleanup(self);
        }
    }
}

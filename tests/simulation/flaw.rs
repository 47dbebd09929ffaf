//! Faults of the consortium and of the gateway's settings that the judge must find: proof that it
//! can.

/// What is wrong on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    Nothing,
    /// The consortium does a change again, although it knows the key.
    Heedless,
    /// It answers before the last change is on disk, and loses that when it is killed.
    Volatile,
    /// It does not remember what it did when it is asked for the outcome.
    Forgetful,
    /// It says no and does it all the same, now and then.
    TwoFaced,
    /// It answers questions about loans from before the last change.
    Stale,
    /// The gateway waits longer for answers than terminals do.
    Patient,
    /// The gateway leaves out the trailers of its answers.
    Bare,
    /// The gateway never asks about changes in doubt.
    Careless,
    /// It does not write them down, and forgets them when it is killed.
    Forgets,
}

//! One requirement and the steps that judge it.

use std::fmt;

use super::context::Context;

/// The cases of one standard, in the order they run.
#[derive(Debug)]
pub struct Suite<P> {
    /// The name on the command line, such as `sip2`.
    pub name: &'static str,
    /// The cases, in running order.
    pub cases: Vec<Case<P>>,
}

#[cfg(test)]
impl<P> Suite<P> {
    /// Every case has a name of its own and says its requirement in a whole sentence; there are so
    /// many at the least.
    pub(crate) fn assert_told_well(&self, least: usize) {
        let names: std::collections::BTreeSet<_> = self.cases.iter().map(|case| &case.id).collect();
        assert_eq!(names.len(), self.cases.len());
        assert!(self.cases.len() >= least, "{}", self.cases.len());
        let beginning = format!("{}/", self.name);
        for Case {
            id,
            clause,
            sentence,
            ..
        } in &self.cases
        {
            assert!(sentence.ends_with('.') && !clause.is_empty(), "{id}");
            assert!(id.starts_with(&beginning) && !id.contains('_'), "{id}");
        }
    }
}

/// One requirement that a server can be seen to keep or break from outside.
pub struct Case<P> {
    /// A stable name, such as `sip2/checkout/refusal-keeps-item`.
    pub id: String,
    /// The clause of the standard, or the source, that the requirement comes from.
    pub clause: String,
    /// The requirement as one sentence.
    pub sentence: String,
    /// How binding it is.
    pub level: Level,
    /// Names of profile values without which the case is skipped, such as `patron.ordinary.pin`.
    pub needs: Vec<&'static str>,
    pub(crate) steps: Box<Steps<P>>,
}

pub(crate) type Steps<P> = dyn Fn(&mut Context<'_, P>) -> Outcome + Send + Sync;

impl<P> Case<P> {
    /// A case from its parts; underscores in `id` become hyphens, so that the name of a function
    /// can serve as the name of its case.
    pub fn new(
        id: &str,
        clause: &str,
        sentence: &str,
        level: Level,
        needs: &[&'static str],
        steps: impl Fn(&mut Context<'_, P>) -> Outcome + Send + Sync + 'static,
    ) -> Self {
        Self {
            id: id.replace('_', "-"),
            clause: clause.to_owned(),
            sentence: sentence.to_owned(),
            level,
            needs: needs.to_vec(),
            steps: Box::new(steps),
        }
    }
}

impl<P> fmt::Debug for Case<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("id", &self.id)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

/// How binding a requirement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Mandatory: the standard says so, or a client cannot work safely without it.
    Must,
    /// Good practice that real clients rely on.
    Should,
    /// A policy of one family of servers; others may differ with good reason.
    Dialect,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::Dialect => "dialect",
        })
    }
}

/// Why a case stopped before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The subject broke the requirement; the reason in words.
    Failed(String),
    /// The case cannot be judged on this subject now; the reason in words.
    Skipped(String),
}

impl Stop {
    /// The subject broke the requirement.
    pub fn failed(reason: impl Into<String>) -> Self {
        Self::Failed(reason.into())
    }

    /// The case cannot be judged here.
    pub fn skipped(reason: impl Into<String>) -> Self {
        Self::Skipped(reason.into())
    }
}

/// What a step gives, or why the case stops.
pub type Outcome<T = ()> = Result<T, Stop>;

/// Fails the case with a sentence unless the condition holds.
macro_rules! ensure {
    ($condition:expr, $($words:tt)+) => {
        if !$condition {
            return Err($crate::Stop::failed(format!($($words)+)));
        }
    };
}
pub(crate) use ensure;

/// The table at the head of a file of cases: suite and group, clause, needs of all; then level,
/// function, needs, sentence, and the clause where it is not that of the whole table. The
/// function's name is the case's name; the profile is that of the module around.
macro_rules! cases {
    ($group:literal, $clause:literal, $common:tt;
     $($level:ident $name:ident [$($need:literal),*] $sentence:literal $(of $own:literal)?;)+) => {
        pub(super) fn cases() -> Vec<$crate::Case<super::Profile>> {
            const COMMON: &[&str] = &$common;
            vec![$($crate::Case::new(
                concat!($group, "/", stringify!($name)),
                None$(.or(Some($own)))?.unwrap_or($clause),
                $sentence,
                $crate::Level::$level,
                &[COMMON, &[$($need),*]].concat(),
                $name,
            )),+]
        }
    };
}
pub(crate) use cases;

//! What the structures of the standard are made of. Each has one table of its elements, from which
//! its type, its reader and writer, the page `docs/iso18626/elements.md` and the dictionary of the
//! fuzzer come.

use std::str::FromStr;

use crate::{
    code::CodeList,
    draft::{Draft, Reason},
    findings::{Findings, Problem},
    node::Node,
    version::Version,
};

/// How often an element may stand in its structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurs {
    /// The version does not have it.
    Never,
    /// Once or not at all.
    Optional,
    /// Exactly once.
    Once,
    /// Exactly once, and it may be empty when there is nothing to say.
    OnceOrEmpty,
    /// Up to three times.
    UpToThree,
    /// Any number of times.
    Many,
}

/// What an element holds.
#[derive(Clone, Copy, Debug)]
pub enum Holds {
    /// Any text.
    Text,
    /// Text from a list that anyone may add to, with the address of the list.
    SchemeValuePair,
    /// An instant.
    DateTime,
    /// A number with a point.
    Decimal,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A code of a closed list.
    Code(&'static CodeList),
    /// Elements of its own: the name of the structure, and these.
    Structure(&'static str, &'static [Element]),
}

/// A row of a structure's table: an element that may stand in it.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// Its name in version 2021-2.
    pub name: &'static str,
    /// How often it stands there, in the order of [`Version::ALL`].
    pub occurs: [Occurs; 2],
    /// What it holds.
    pub holds: Holds,
    /// What it is for.
    pub doc: &'static str,
}

/// What one element holds, as a type.
pub(crate) trait Value: Sized {
    const HOLDS: Holds;

    /// What the element says; none if it says nothing that can be read, which is told.
    fn read(node: &Node<'_>, findings: &mut Findings) -> Option<Self>;

    /// The element; none if the version has no word for the value.
    fn write(&self, name: &'static str, draft: &mut Draft) -> Option<Node<'_>>;

    /// Whether it is as good as none where it may be left out.
    fn is_nothing(&self) -> bool {
        false
    }
}

/// What the text of an element says; none if it cannot be read, which is told.
pub(crate) fn parsed<T: FromStr>(node: &Node<'_>, findings: &mut Findings) -> Option<T> {
    let read = node.text.parse().ok();
    if read.is_none() {
        findings.tell_value(&node.text);
    }
    read
}

/// What a structure keeps of an element: a value, one or none, or several.
pub(crate) trait Field: Sized {
    type Value: Value;
    /// Whether the structure cannot be without it.
    const NEEDED: bool;
    /// Values that it has room for.
    const ROOM: usize;

    fn of(values: Vec<Self::Value>) -> Option<Self>;
    fn values(&self) -> &[Self::Value];
}

impl<T: Value> Field for T {
    type Value = T;
    const NEEDED: bool = true;
    const ROOM: usize = 1;

    fn of(values: Vec<T>) -> Option<Self> {
        values.into_iter().next()
    }

    fn values(&self) -> &[T] {
        std::slice::from_ref(self)
    }
}

impl<T: Value> Field for Option<T> {
    type Value = T;
    const NEEDED: bool = false;
    const ROOM: usize = 1;

    fn of(values: Vec<T>) -> Option<Self> {
        Some(values.into_iter().next())
    }

    fn values(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T: Value> Field for Vec<T> {
    type Value = T;
    const NEEDED: bool = false;
    const ROOM: usize = usize::MAX;

    fn of(values: Self) -> Option<Self> {
        Some(values)
    }

    fn values(&self) -> &[T] {
        self
    }
}

impl Occurs {
    /// Times it must stand there.
    pub const fn least(self) -> usize {
        match self {
            Self::Once | Self::OnceOrEmpty => 1,
            _ => 0,
        }
    }

    /// Times it may stand there.
    pub const fn most(self) -> usize {
        match self {
            Self::Never => 0,
            Self::Optional | Self::Once | Self::OnceOrEmpty => 1,
            Self::UpToThree => 3,
            Self::Many => usize::MAX,
        }
    }
}

impl Element {
    /// How often it stands in its structure in a version.
    pub fn occurs_in(&self, version: Version) -> Occurs {
        version.of(self.occurs)
    }

    /// What a structure says in this element. None if it cannot be without and is: that is told.
    pub(crate) fn read<F: Field>(&self, parent: &Node<'_>, findings: &mut Findings) -> Option<F> {
        let mut nodes: Vec<_> = parent.children.iter().collect();
        nodes.retain(|node| node.name == self.name);
        findings.judge(self.occurs, nodes.len());
        nodes.retain(|node| F::NEEDED || !node.is_empty());
        if nodes.len() > F::ROOM {
            findings.tell(self.name, Problem::Repeated);
        }
        let mut values = Vec::new();
        let mut is_unreadable = false;
        for node in nodes.iter().take(F::ROOM) {
            match findings.within(self.name, |findings| self.read_one::<F>(node, findings)) {
                Some(value) if F::NEEDED || !value.is_nothing() => values.push(value),
                Some(_) => {}
                None => is_unreadable = true,
            }
        }
        if F::NEEDED && nodes.is_empty() {
            findings.tell(self.name, Problem::Missing);
        }
        // What must be there and cannot be read is not taken for what is not there.
        let must_be = self.occurs.iter().any(|occurs| occurs.least() > 0);
        match values.is_empty() && is_unreadable && must_be {
            true => None,
            false => F::of(values),
        }
    }

    fn read_one<F: Field>(&self, node: &Node<'_>, findings: &mut Findings) -> Option<F::Value> {
        if !matches!(self.holds, Holds::Structure(..)) {
            findings.tell_unknown(node, &[]);
        }
        F::Value::read(node, findings)
    }

    /// Adds what a structure says in this element, as far as the version can say it.
    pub(crate) fn write<'v, F: Field>(
        &self,
        field: &'v F,
        draft: &mut Draft,
        into: &mut Vec<Node<'v>>,
    ) {
        let occurs = self.occurs_in(draft.version());
        let before = into.len();
        let mut unsaid = Reason::Missing;
        for value in field.values() {
            let written = into.len() - before;
            if written == occurs.most() {
                let reason = if written == 0 {
                    Reason::Element
                } else {
                    Reason::TooMany
                };
                draft.lose(self.name, reason);
                break;
            }
            let node = draft.within(self.name, |draft| value.write(self.name, draft));
            match node {
                Some(node) if F::NEEDED || !node.is_empty() => into.push(node),
                Some(_) => {}
                None if occurs.least() > 0 => unsaid = Reason::Value,
                None => draft.lose(self.name, Reason::Value),
            }
        }
        if into.len() == before {
            match occurs {
                Occurs::OnceOrEmpty => into.push(Node::empty(self.name)),
                Occurs::Once => draft.fail(self.name, unsaid),
                _ => {}
            }
        }
    }
}

/// Whether a structure would be written without the element of this field.
pub(crate) fn says_nothing<F: Field>(field: &F) -> bool {
    !F::NEEDED && field.values().iter().all(Value::is_nothing)
}

/// Defines a structure by the table of its elements, in the order of version 2021-2:
/// `field: Type = "element" [in 1.2, in 2021-2]`.
macro_rules! structure {
    (
        $(#[$meta:meta])*
        $name:ident {
            $(
                $(#[doc = $doc:literal])+
                $field:ident: $type:ty = $element:literal [$old:ident, $new:ident],
            )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name {
            $(
                $(#[doc = $doc])+
                pub $field: $type,
            )+
        }

        impl $name {
            /// Its elements, in the order in which they are written.
            pub const ELEMENTS: &'static [$crate::structure::Element] = &[$(
                $crate::structure::element!($type, $element, $old, $new, concat!($($doc),+))
            ),+];
        }

        impl $crate::structure::Value for $name {
            const HOLDS: $crate::structure::Holds =
                $crate::structure::Holds::Structure(stringify!($name), Self::ELEMENTS);

            fn read(
                node: &$crate::node::Node<'_>,
                findings: &mut $crate::findings::Findings,
            ) -> Option<Self> {
                findings.tell_unknown(node, Self::ELEMENTS);
                $(
                    let $field: Option<$type> =
                        $crate::structure::element!($type, $element, $old, $new, "")
                            .read(node, findings);
                )+
                Some(Self { $($field: $field?),+ })
            }

            fn write(
                &self,
                name: &'static str,
                draft: &mut $crate::draft::Draft,
            ) -> Option<$crate::node::Node<'_>> {
                let mut node = $crate::node::Node::empty(name);
                $(
                    $crate::structure::element!($type, $element, $old, $new, "")
                        .write(&self.$field, draft, &mut node.children);
                )+
                Some(node)
            }

            fn is_nothing(&self) -> bool {
                true $(&& $crate::structure::says_nothing(&self.$field))+
            }
        }
    };
}

/// A row of a table.
macro_rules! element {
    ($type:ty, $element:literal, $old:ident, $new:ident, $doc:expr) => {
        $crate::structure::Element {
            name: $element,
            occurs: [
                $crate::structure::Occurs::$old,
                $crate::structure::Occurs::$new,
            ],
            holds: <<$type as $crate::structure::Field>::Value as $crate::structure::Value>::HOLDS,
            doc: $doc,
        }
    };
}

pub(crate) use {element, structure};

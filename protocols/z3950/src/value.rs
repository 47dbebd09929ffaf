//! What every type of the standard can do: be read, be written, be told, be made up for tests.

use silta_ber::{
    BitString, Class, Element, Encoding, External, Limits, Malformed, Oid, Reason, Seq, Tag, Tree,
    Writer,
};

use crate::{describe::Lines, sample::Choices};

/// A type of the standard.
///
/// A tag on a type hides the type's own tag, save that a CHOICE keeps the tag of its
/// alternative inside. So reading and writing of contents know no tag.
pub(crate) trait Value: Sized {
    /// Its own tag; none for a CHOICE.
    const TAG: Option<Tag>;

    /// Whether elements stand in it.
    const CONSTRUCTED: bool;

    /// Whether an element of this tag can be one, where no other tag is said.
    fn is(tag: Tag) -> bool {
        Self::TAG == Some(tag)
    }

    /// Reads the contents of an element, whatever its tag.
    fn read(element: Element<'_>) -> Result<Self, Malformed>;

    /// Reads an element whose tag fits [`Value::is`].
    fn read_own(element: Element<'_>) -> Result<Self, Malformed> {
        Self::read(element)
    }

    /// Writes the contents.
    fn write(&self, writer: &mut Writer);

    /// Writes the element with its own tag.
    fn write_own(&self, writer: &mut Writer) {
        match Self::TAG {
            Some(tag) => writer.element(tag, Self::CONSTRUCTED, |writer| self.write(writer)),
            None => self.write(writer),
        }
    }

    /// Tells the value in lines under a name.
    fn tell(&self, name: &str, lines: &mut Lines);

    /// Makes one up.
    fn sample(choices: &mut Choices<'_>) -> Self;
}

/// How a type is tagged in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) enum How {
    /// By its own tag.
    Own,
    /// By this context tag instead of its own.
    Tagged(u32),
    /// By this context tag around its own.
    Explicit(u32),
    /// By the first context tag around the second.
    Around(u32, u32),
}

impl How {
    pub(crate) fn is<T: Value>(self, tag: Tag) -> bool {
        match self {
            Self::Own => T::is(tag),
            Self::Tagged(number) | Self::Explicit(number) | Self::Around(number, _) => {
                tag == Tag::context(number)
            }
        }
    }

    pub(crate) fn read<T: Value>(self, element: Element<'_>) -> Result<T, Malformed> {
        let inner = match self {
            Self::Own => return T::read_own(element),
            Self::Tagged(_) => return T::read(element),
            Self::Explicit(_) => Self::Own,
            Self::Around(_, number) => Self::Tagged(number),
        };
        let child = element.only_child()?;
        if inner.is::<T>(child.tag()) {
            inner.read(child)
        } else {
            Err(child.malformed(Reason::Unexpected(child.tag())))
        }
    }

    pub(crate) fn write<T: Value>(self, value: &T, writer: &mut Writer) {
        match self {
            Self::Own => value.write_own(writer),
            Self::Tagged(number) => {
                writer.element(Tag::context(number), T::CONSTRUCTED, |w| value.write(w));
            }
            Self::Explicit(number) => {
                writer.constructed(Tag::context(number), |w| value.write_own(w));
            }
            Self::Around(number, inner) => writer.constructed(Tag::context(number), |w| {
                Self::Tagged(inner).write(value, w);
            }),
        }
    }
}

/// A field of a SEQUENCE: a value that must be there, or an `Option` of one.
pub(crate) trait Slot: Sized {
    fn take(seq: &mut Seq<'_>, how: How) -> Result<Self, Malformed>;
    fn put(&self, how: How, writer: &mut Writer);
    fn tell_slot(&self, name: &str, lines: &mut Lines);
    fn sample_slot(choices: &mut Choices<'_>) -> Self;
}

impl<T: Value> Slot for T {
    fn take(seq: &mut Seq<'_>, how: How) -> Result<Self, Malformed> {
        let found = seq.find(|tag| how.is::<T>(tag));
        how.read(found.ok_or_else(|| seq.element().malformed(Reason::Missing))?)
    }

    fn put(&self, how: How, writer: &mut Writer) {
        how.write(self, writer);
    }

    fn tell_slot(&self, name: &str, lines: &mut Lines) {
        self.tell(name, lines);
    }

    fn sample_slot(choices: &mut Choices<'_>) -> Self {
        T::sample(choices)
    }
}

impl<T: Value> Slot for Option<T> {
    fn take(seq: &mut Seq<'_>, how: How) -> Result<Self, Malformed> {
        let found = seq.find(|tag| how.is::<T>(tag));
        found.map(|element| how.read(element)).transpose()
    }

    fn put(&self, how: How, writer: &mut Writer) {
        if let Some(value) = self {
            how.write(value, writer);
        }
    }

    fn tell_slot(&self, name: &str, lines: &mut Lines) {
        if let Some(value) = self {
            value.tell(name, lines);
        }
    }

    fn sample_slot(choices: &mut Choices<'_>) -> Self {
        (choices.below(3) == 2).then(|| T::sample(choices))
    }
}

/// SEQUENCE OF.
impl<T: Value> Value for Vec<T> {
    const TAG: Option<Tag> = Some(Tag::SEQUENCE);
    const CONSTRUCTED: bool = true;

    fn read(element: Element<'_>) -> Result<Self, Malformed> {
        if !element.is_constructed() {
            return Err(element.malformed(Reason::NotConstructed));
        }
        let read = |child: Element<'_>| {
            if T::is(child.tag()) {
                T::read_own(child)
            } else {
                Err(child.malformed(Reason::Unexpected(child.tag())))
            }
        };
        element.children().map(read).collect()
    }

    fn write(&self, writer: &mut Writer) {
        for value in self.iter().rev() {
            value.write_own(writer);
        }
    }

    fn tell(&self, name: &str, lines: &mut Lines) {
        if self.is_empty() {
            lines.line(name, "none");
        }
        for value in self {
            value.tell(name, lines);
        }
    }

    fn sample(choices: &mut Choices<'_>) -> Self {
        (0..choices.below(4)).map(|_| T::sample(choices)).collect()
    }
}

impl<T: Value> Value for Box<T> {
    const TAG: Option<Tag> = T::TAG;
    const CONSTRUCTED: bool = T::CONSTRUCTED;

    fn is(tag: Tag) -> bool {
        T::is(tag)
    }

    fn read(element: Element<'_>) -> Result<Self, Malformed> {
        T::read(element).map(Self::new)
    }

    fn read_own(element: Element<'_>) -> Result<Self, Malformed> {
        T::read_own(element).map(Self::new)
    }

    fn write(&self, writer: &mut Writer) {
        T::write(self, writer);
    }

    fn tell(&self, name: &str, lines: &mut Lines) {
        T::tell(self, name, lines);
    }

    fn sample(choices: &mut Choices<'_>) -> Self {
        Self::new(T::sample(choices))
    }
}

/// Reads a value that is one BER element in an EXTERNAL.
pub(crate) fn from_external<T: Value>(value: &External, how: How) -> Result<T, Malformed> {
    let fault = |reason| Malformed {
        offset: 0,
        field: "EXTERNAL",
        reason,
    };
    let Encoding::SingleAsn1Type(element) = &value.encoding else {
        return Err(fault(Reason::NotConstructed));
    };
    let tree = Tree::parse(element, &Limits::DEFAULT)?;
    let root = tree.root();
    if !how.is::<T>(root.tag()) {
        return Err(fault(Reason::Unexpected(root.tag())));
    }
    how.read(root)
}

/// Wraps a value as one BER element in an EXTERNAL.
pub(crate) fn to_external<T: Value>(value: &T, kind: Oid, how: How) -> External {
    let mut writer = Writer::new();
    how.write(value, &mut writer);
    External::single_asn1(kind, writer.into_bytes())
}

impl Value for i64 {
    const TAG: Option<Tag> = Some(Tag::INTEGER);
    const CONSTRUCTED: bool = false;

    fn read(element: Element<'_>) -> Result<Self, Malformed> {
        element.integer()
    }

    fn write(&self, writer: &mut Writer) {
        writer.integer(*self);
    }

    fn tell(&self, name: &str, lines: &mut Lines) {
        lines.line(name, self);
    }

    fn sample(choices: &mut Choices<'_>) -> Self {
        choices.one(&[0, 1, -1, 10, 127, 128, 67_108_864, Self::MAX, Self::MIN])
    }
}

impl Value for bool {
    const TAG: Option<Tag> = Some(Tag::BOOLEAN);
    const CONSTRUCTED: Self = false;

    fn read(element: Element<'_>) -> Result<Self, Malformed> {
        element.boolean()
    }

    fn write(&self, writer: &mut Writer) {
        writer.boolean(*self);
    }

    fn tell(&self, name: &str, lines: &mut Lines) {
        lines.line(name, self);
    }

    fn sample(choices: &mut Choices<'_>) -> Self {
        choices.below(2) == 1
    }
}

impl Value for Oid {
    const TAG: Option<Tag> = Some(Tag::OID);
    const CONSTRUCTED: bool = false;

    fn read(element: Element<'_>) -> Result<Self, Malformed> {
        element.oid()
    }

    fn write(&self, writer: &mut Writer) {
        writer.octets(self.octets());
    }

    fn tell(&self, name: &str, lines: &mut Lines) {
        lines.line(name, crate::oid::told(self));
    }

    fn sample(choices: &mut Choices<'_>) -> Self {
        match choices.one(crate::oid::OIDS) {
            named if choices.below(4) < 3 => named.oid,
            named => named.oid.with_arc(choices.below(usize::MAX) as u64),
        }
    }
}

impl Value for External {
    const TAG: Option<Tag> = Some(Tag::EXTERNAL);
    const CONSTRUCTED: bool = true;

    fn read(element: Element<'_>) -> Result<Self, Malformed> {
        Self::read(element)
    }

    fn write(&self, writer: &mut Writer) {
        self.write(writer);
    }

    fn tell(&self, name: &str, lines: &mut Lines) {
        crate::describe::tell::external(self, name, lines);
    }

    fn sample(choices: &mut Choices<'_>) -> Self {
        let encoding = match choices.below(4) {
            0 | 1 => Encoding::OctetAligned(choices.octets().into()),
            2 => Encoding::SingleAsn1Type({
                let mut writer = Writer::new();
                writer.primitive(Tag::GENERAL_STRING, &choices.octets());
                writer.into_bytes()
            }),
            _ => Encoding::Arbitrary(BitString::sample(choices)),
        };
        Self {
            direct_reference: Slot::sample_slot(choices),
            indirect_reference: Slot::sample_slot(choices),
            data_value_descriptor: (choices.below(5) == 4).then(|| choices.octets()),
            encoding,
        }
    }
}

impl Value for BitString {
    const TAG: Option<Tag> = Some(Tag::BIT_STRING);
    const CONSTRUCTED: bool = false;

    fn read(element: Element<'_>) -> Result<Self, Malformed> {
        element.bit_string()
    }

    fn write(&self, writer: &mut Writer) {
        writer.bit_string(self);
    }

    fn tell(&self, name: &str, lines: &mut Lines) {
        let bits = (0..self.len()).map(|bit| if self.bit(bit) { '1' } else { '0' });
        lines.line(name, bits.collect::<String>());
    }

    fn sample(choices: &mut Choices<'_>) -> Self {
        Self::from_bits((0..choices.below(5)).map(|_| choices.below(80)))
    }
}

/// An alternative that says all by being chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Null;

impl Value for Null {
    const TAG: Option<Tag> = Some(Tag::NULL);
    const CONSTRUCTED: bool = false;

    fn read(element: Element<'_>) -> Result<Self, Malformed> {
        element.null().map(|()| Self)
    }

    fn write(&self, _: &mut Writer) {}

    fn tell(&self, name: &str, lines: &mut Lines) {
        lines.line(name, "");
    }

    fn sample(_: &mut Choices<'_>) -> Self {
        Self
    }
}

/// An alternative this crate does not know, kept as it came: a reason for a diagnostic rather
/// than for closing the connection.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unknown {
    /// Its tag, of class context.
    pub tag: Tag,
    /// The whole element, header included.
    pub element: Vec<u8>,
}

impl Value for Unknown {
    const TAG: Option<Tag> = None;
    const CONSTRUCTED: bool = true;

    fn is(tag: Tag) -> bool {
        tag.class == Class::Context
    }

    fn read(element: Element<'_>) -> Result<Self, Malformed> {
        Self::read_own(element.only_child()?)
    }

    fn read_own(element: Element<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            tag: element.tag(),
            element: element.definite().into_owned(),
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.octets(&self.element);
    }

    fn tell(&self, name: &str, lines: &mut Lines) {
        lines.line(name, format_args!("unknown {}", self.tag));
    }

    fn sample(choices: &mut Choices<'_>) -> Self {
        let tag = Tag::context(9000);
        let mut writer = Writer::new();
        writer.primitive(tag, &choices.octets());
        Self {
            tag,
            element: writer.into_bytes(),
        }
    }
}

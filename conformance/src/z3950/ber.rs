//! A tiny BER writer whose user says how: definite, padded, indefinite or lying lengths. Tags are
//! context-specific unless said, as in nearly all of Z39.50.

/// The class of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Universal,
    Application,
    Context,
    Private,
}

/// How a length is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    /// As short as it can be.
    Shortest,
    /// In this many octets after the first, with leading zeros.
    Octets(u8),
    /// Indefinite with end-of-contents; primitive values stay definite, as they must.
    Indefinite,
    /// What is claimed, whatever the content.
    Claimed(u64),
}

/// One value to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ber {
    class: Class,
    tag: u32,
    content: Content,
    length: Length,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Primitive(Vec<u8>),
    Constructed(Vec<Ber>),
}

/// A constructed value.
pub(crate) fn group(tag: u32, children: impl Into<Vec<Ber>>) -> Ber {
    Ber::new(Class::Context, tag, Content::Constructed(children.into()))
}

/// An OCTET STRING, or anything else whose octets are at hand.
pub(crate) fn octets(tag: u32, bytes: impl AsRef<[u8]>) -> Ber {
    Ber::new(
        Class::Context,
        tag,
        Content::Primitive(bytes.as_ref().to_vec()),
    )
}

/// An INTEGER in as few octets as it needs.
pub(crate) fn integer(tag: u32, value: i64) -> Ber {
    octets(tag, integer_octets(value))
}

/// A BOOLEAN; TRUE is 0xFF.
pub(crate) fn boolean(tag: u32, value: bool) -> Ber {
    octets(tag, [if value { 0xFF } else { 0 }])
}

/// A NULL.
pub(crate) fn null(tag: u32) -> Ber {
    octets(tag, [])
}

/// A BIT STRING with these bits set, as many octets long as the highest needs.
pub(crate) fn bits(tag: u32, set: &[u8]) -> Ber {
    let length = set.iter().max().map_or(0, |highest| highest + 1);
    let mut bytes = vec![0; usize::from(length.div_ceil(8))];
    for bit in set {
        if let Some(byte) = bytes.get_mut(usize::from(bit / 8)) {
            *byte |= 0x80 >> (bit % 8);
        }
    }
    let unused = (8 - length % 8) % 8;
    octets(tag, [&[unused], &*bytes].concat())
}

/// An OBJECT IDENTIFIER from its dotted form.
pub(crate) fn oid(tag: u32, dotted: &str) -> Ber {
    octets(tag, oid_octets(dotted))
}

/// A SEQUENCE with its universal tag.
pub(crate) fn sequence(children: impl Into<Vec<Ber>>) -> Ber {
    group(16, children).universal()
}

fn integer_octets(value: i64) -> Vec<u8> {
    let all = value.to_be_bytes();
    let sign = if value < 0 { 0xFF } else { 0 };
    let spare = all
        .windows(2)
        .take_while(|two| two[0] == sign && (two[1] ^ sign) & 0x80 == 0)
        .count();
    all.get(spare..).unwrap_or_default().to_vec()
}

fn oid_octets(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted
        .split('.')
        .filter_map(|arc| arc.parse().ok())
        .collect();
    let (first, second) = (arcs.first().unwrap_or(&0), arcs.get(1).unwrap_or(&0));
    let mut bytes = base128(first * 40 + second);
    for &arc in arcs.iter().skip(2) {
        bytes.extend(base128(arc));
    }
    bytes
}

fn base128(value: u64) -> Vec<u8> {
    let groups = (1..10).take_while(|g| value >> (7 * g) > 0).count();
    (0..=groups)
        .rev()
        .map(|g| {
            let seven = u8::try_from(value >> (7 * g) & 0x7F).unwrap_or_default();
            if g > 0 { seven | 0x80 } else { seven }
        })
        .collect()
}

impl Ber {
    const fn new(class: Class, tag: u32, content: Content) -> Self {
        Self {
            class,
            tag,
            content,
            length: Length::Shortest,
        }
    }

    /// The same with a universal tag.
    pub(crate) const fn universal(mut self) -> Self {
        self.class = Class::Universal;
        self
    }

    /// The same with another tag number.
    pub(crate) const fn tagged(mut self, tag: u32) -> Self {
        self.tag = tag;
        self
    }

    /// The same with its own length written so.
    pub(crate) const fn lengthened(mut self, length: Length) -> Self {
        self.length = length;
        self
    }

    /// The same with every length in it written so.
    pub(crate) fn lengthened_throughout(mut self, length: Length) -> Self {
        self.length = length;
        if let Content::Constructed(children) = &mut self.content {
            for child in children {
                let bare = std::mem::replace(child, null(0));
                *child = bare.lengthened_throughout(length);
            }
        }
        self
    }

    /// The same with this field last.
    pub(crate) fn with(mut self, field: Self) -> Self {
        self.children().push(field);
        self
    }

    /// The same with this field first.
    pub(crate) fn with_first(mut self, field: Self) -> Self {
        self.children().insert(0, field);
        self
    }

    /// The same with this field before the one of this context tag, or last.
    pub(crate) fn before(mut self, tag: u32, field: Self) -> Self {
        let children = self.children();
        let place = children
            .iter()
            .position(|child| (child.class, child.tag) == (Class::Context, tag));
        let last = children.len();
        children.insert(place.unwrap_or(last), field);
        self
    }

    /// The same with this field in the place of the one with its tag, or last.
    pub(crate) fn put(mut self, field: Self) -> Self {
        let children = self.children();
        let same = |old: &&mut Self| old.class == field.class && old.tag == field.tag;
        match children.iter_mut().find(same) {
            Some(old) => *old = field,
            None => children.push(field),
        }
        self
    }

    /// The same without the field of this context tag.
    pub(crate) fn without(mut self, tag: u32) -> Self {
        self.children()
            .retain(|field| (field.class, field.tag) != (Class::Context, tag));
        self
    }

    /// The fields; a primitive value loses its octets and becomes constructed.
    fn children(&mut self) -> &mut Vec<Self> {
        if let Content::Primitive(_) = self.content {
            self.content = Content::Constructed(Vec::new());
        }
        match &mut self.content {
            Content::Constructed(children) => children,
            Content::Primitive(_) => unreachable!("it was just replaced"),
        }
    }

    /// The octets on the wire.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let (constructed, content) = match &self.content {
            Content::Primitive(bytes) => (false, bytes.clone()),
            Content::Constructed(children) => {
                (true, children.iter().flat_map(Self::bytes).collect())
            }
        };
        let length = match self.length {
            Length::Indefinite if !constructed => Length::Shortest,
            length => length,
        };
        let mut out = identifier(self.class, constructed, self.tag);
        out.extend(length_octets(length, content.len() as u64));
        out.extend(content);
        if length == Length::Indefinite {
            out.extend([0, 0]);
        }
        out
    }
}

/// The octets of a tag.
pub(crate) fn identifier(class: Class, constructed: bool, tag: u32) -> Vec<u8> {
    let class = match class {
        Class::Universal => 0,
        Class::Application => 0x40,
        Class::Context => 0x80,
        Class::Private => 0xC0,
    };
    let lead = class | if constructed { 0x20 } else { 0 };
    match u8::try_from(tag) {
        Ok(small @ 0..=30) => vec![lead | small],
        _ => [&[lead | 0x1F], &*base128(tag.into())].concat(),
    }
}

/// The octets of a length.
pub(crate) fn length_octets(form: Length, actual: u64) -> Vec<u8> {
    let long = |value: u64, count: usize| {
        let all = value.to_be_bytes();
        let zeros = vec![0; count.saturating_sub(all.len())];
        let kept = all
            .get(all.len().saturating_sub(count)..)
            .unwrap_or_default();
        [
            &[0x80 | u8::try_from(count).unwrap_or(u8::MAX)],
            &*zeros,
            kept,
        ]
        .concat()
    };
    let needed = |value: u64| 8 - value.leading_zeros() as usize / 8;
    match form {
        Length::Indefinite => vec![0x80],
        Length::Octets(count) => long(actual, usize::from(count)),
        Length::Claimed(value) => long(value, needed(value)),
        Length::Shortest if actual < 0x80 => vec![u8::try_from(actual).unwrap_or_default()],
        Length::Shortest => long(actual, needed(actual)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(value: &Ber) -> String {
        value.bytes().iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn integers_are_as_short_as_the_sign_allows() {
        for (value, wanted) in [
            (0, "9e0100"),
            (127, "9e017f"),
            (128, "9e020080"),
            (-1, "9e01ff"),
            (-128, "9e0180"),
            (-129, "9e02ff7f"),
            (67_108_864, "9e0404000000"),
            (i64::MIN, "9e088000000000000000"),
        ] {
            assert_eq!(hex(&integer(30, value)), wanted, "{value}");
        }
    }

    #[test]
    fn tags_oids_and_bits_as_recorded_clients_write_them() {
        assert_eq!(
            hex(&oid(6, "1.2.840.10003.3.1").universal()),
            "06072a8648ce130301"
        );
        assert_eq!(hex(&octets(105, "Default")), "9f690744656661756c74");
        assert_eq!(hex(&octets(211, [0])), "9f81530100");
        assert_eq!(hex(&bits(3, &[0, 1, 2])), "830205e0");
        assert_eq!(hex(&bits(4, &[])), "840100");
        assert_eq!(
            hex(&bits(4, &[0, 1, 2, 4, 7, 8, 10, 14])),
            "840301e9a2",
            "what yaz-client asks for"
        );
    }

    #[test]
    fn lengths_are_written_as_asked() {
        let value = group(1, [octets(2, "ab")]);
        assert_eq!(hex(&value), "a10482026162");
        assert_eq!(
            hex(&value.clone().lengthened_throughout(Length::Octets(4))),
            "a1840000000882840000000261 62".replace(' ', "")
        );
        assert_eq!(
            hex(&value.clone().lengthened_throughout(Length::Indefinite)),
            "a180820261620000"
        );
        assert_eq!(
            hex(&value.lengthened(Length::Claimed(0x8000_0000))),
            "a1848000000082026162"
        );
        assert_eq!(hex(&octets(0, [7; 200]))[..6], *"8081c8");
    }

    #[test]
    fn fields_are_put_replaced_and_left_out() {
        let apdu = group(1, [integer(2, 1), integer(3, 2)]);
        assert_eq!(hex(&apdu.clone().put(integer(3, 9))), "a106820101830109");
        assert_eq!(hex(&apdu.clone().without(2)), "a103830102");
        assert_eq!(
            hex(&apdu.with_first(null(1)).with(null(4))),
            "a10a8100820101830102 8400".replace(' ', "")
        );
    }
}

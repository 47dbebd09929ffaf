//! What partners' programs do otherwise than the standard says.

/// The program of a partner, as far as it has habits of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Habits {
    /// As the standard has it.
    #[default]
    Standard,
    /// Alma: conditions, costs and addresses stand in notes, as `Condition: ` and `#SHIP_TO#`. An
    /// empty status says that nothing has changed, which is understood of every partner.
    Alma,
    /// ReShare: notes carry `#seq:1#` and markers such as `#ReShareAddLoanCondition#`, and a
    /// notification always has the status RequestReceived, which says nothing.
    ReShare,
}

impl Habits {
    /// Each with its name in the configuration.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Standard, "standard"),
        (Self::Alma, "alma"),
        (Self::ReShare, "reshare"),
    ];

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find_map(|(habits, known)| (known == name).then_some(habits))
    }

    /// Its name in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Alma => "alma",
            Self::ReShare => "reshare",
        }
    }

    /// A note without what is for programs, and the conditions of a loan that stand in it.
    pub(crate) fn note(self, note: &str) -> Note {
        let text = match self {
            Self::Standard => note.to_owned(),
            Self::Alma => without_marked(note, ADDRESSES),
            Self::ReShare => without_markers(note),
        };
        let condition = |line: &str| {
            let condition = line.trim().strip_prefix(CONDITION)?.trim().to_owned();
            (self == Self::Alma).then_some(condition)
        };
        let words = text.lines().filter(|line| condition(line).is_none());
        Note {
            words: words.collect::<Vec<_>>().join("\n").trim().to_owned(),
            conditions: text.lines().filter_map(condition).collect(),
        }
    }

    /// Whether the status of a notification says nothing.
    pub(crate) const fn notifies_without_status(self) -> bool {
        matches!(self, Self::ReShare)
    }
}

/// A note that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Note {
    /// For people.
    pub(crate) words: String,
    /// Conditions of the loan.
    pub(crate) conditions: Vec<String>,
}

/// Before a condition in a note of Alma.
const CONDITION: &str = "Condition: ";
/// Around addresses in a note of Alma.
const ADDRESSES: &[(&str, &str)] = &[("#SHIP_TO#", "#ST_END#"), ("#RETURN_TO#", "#RT_END#")];

/// Without what stands between two marks, and the marks.
fn without_marked(note: &str, marks: &[(&str, &str)]) -> String {
    let mut text = note.to_owned();
    for (begin, end) in marks {
        while let Some((before, rest)) = text.split_once(begin) {
            let Some((_, after)) = rest.split_once(end) else {
                break;
            };
            text = format!("{before}{after}");
        }
    }
    text
}

/// Without `#seq:1#` and `#ReShare...#`.
fn without_markers(note: &str) -> String {
    let mut text = String::new();
    let mut rest = note;
    while let Some((before, marked)) = rest.split_once('#') {
        text.push_str(before);
        let mark = marked.split_once('#').filter(|(name, _)| is_marker(name));
        match mark {
            Some((_, after)) => rest = after,
            None => {
                text.push('#');
                rest = marked;
            }
        }
    }
    text.push_str(rest);
    text
}

fn is_marker(name: &str) -> bool {
    name.starts_with("seq:") || name.starts_with("ReShare")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_programs_is_taken_out_of_notes() {
        let alma = "Kiitos\n#SHIP_TO#Kauppakatu 35#ST_END#\nCondition: LibraryUseOnly";
        let read = Habits::Alma.note(alma);
        assert_eq!(read.words, "Kiitos");
        assert_eq!(read.conditions, ["LibraryUseOnly"]);
        let reshare = "#seq:12#Pian #1 tulossa#ReShareAddLoanCondition#";
        assert_eq!(Habits::ReShare.note(reshare).words, "Pian #1 tulossa");
        assert_eq!(Habits::Standard.note(reshare).words, reshare);
    }

    #[test]
    fn what_does_not_end_stays() {
        let open = "a #SHIP_TO# b";
        assert_eq!(Habits::Alma.note(open).words, open);
    }
}

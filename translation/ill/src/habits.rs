//! What partners' programs do otherwise than the standard says.

use silta_consortium::IllState;

/// The program of a partner, as far as it has habits of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Habits {
    /// As the standard has it.
    #[default]
    Standard,
    /// Alma: conditions, costs and addresses stand in notes, as `Condition: ` and `#SHIP_TO#`;
    /// conditions of ours are repeated there. It does not know ExpectToSupply and hears WillSupply.
    /// An empty status says that nothing has changed, which is understood of every partner. `Cost: `
    /// and its replies `ACCEPT` and `REJECT` are words for people, and stay in the note.
    Alma,
    /// ReShare: notes carry `#seq:1#` and markers such as `#ReShareAddLoanCondition#`, and a
    /// notification always has the status RequestReceived, which says nothing. The condition `other`,
    /// which no list has, stands for one in the note.
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

    /// Whether a condition of the loan says nothing by itself.
    pub(crate) fn is_no_condition(self, condition: &str) -> bool {
        self == Self::ReShare && condition.eq_ignore_ascii_case(OTHER)
    }

    /// Conditions of ours as they stand in a note.
    pub(crate) fn conditions_in_note(self, conditions: &[String]) -> Vec<String> {
        match self {
            Self::Alma => conditions
                .iter()
                .map(|one| format!("{CONDITION}{one}"))
                .collect(),
            Self::Standard | Self::ReShare => Vec::new(),
        }
    }

    /// The state that is told where another is meant.
    pub(crate) fn state(self, state: IllState) -> IllState {
        match (self, state) {
            (Self::Alma, IllState::ExpectToSupply) => IllState::WillSupply,
            (_, state) => state,
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

/// A condition of ReShare that the note tells.
const OTHER: &str = "other";
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
    fn what_alma_does_not_know_is_told_otherwise() {
        let conditions = ["LibraryUseOnly".to_owned()];
        let note = Habits::Alma.conditions_in_note(&conditions);
        assert_eq!(note, ["Condition: LibraryUseOnly"]);
        assert_eq!(Habits::Alma.note(&note.join("\n")).conditions, conditions);
        let expected = IllState::ExpectToSupply;
        assert_eq!(Habits::Alma.state(expected), IllState::WillSupply);
        for (habits, _) in [Habits::ALL[0], Habits::ALL[2]] {
            assert_eq!(habits.state(expected), expected);
            assert!(habits.conditions_in_note(&conditions).is_empty());
        }
    }

    #[test]
    fn other_is_a_condition_that_the_note_tells() {
        assert!(Habits::ReShare.is_no_condition("other"));
        assert!(!Habits::ReShare.is_no_condition("LibraryUseOnly"));
        assert!(!Habits::Standard.is_no_condition("other"));
    }

    #[test]
    fn what_does_not_end_stays() {
        let open = "a #SHIP_TO# b";
        assert_eq!(Habits::Alma.note(open).words, open);
    }
}

//! What holds for every message and for any bytes.

use proptest::prelude::*;
use silta_sip2::{
    Cardinality, Date, Dialect, Form, Message, Request, Response, TEXT_LIMIT, Text, Version,
    fuzzing, message::MessageSpec, strict,
};

/// Choices drawn one after the other; nought when they run out.
struct Choices<'a>(std::slice::Iter<'a, u16>);

impl Choices<'_> {
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % limit
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn text(&mut self) -> String {
        const LETTERS: &[char] = &[
            'a', 'Z', '0', '9', ' ', '-', '.', ':', '^', 'ä', 'Ö', 'å', 'š', '€', 'Ж', '本', '📚',
        ];
        let length = self.one(&[0, 1, 5, 20, TEXT_LIMIT]);
        (0..length).map(|_| self.one(LETTERS)).collect()
    }

    fn date(&mut self) -> String {
        let zone = self.one(&["    ", "   Z", "   B", "   Y"]);
        let (year, month, day) = (self.below(10_000), 1 + self.below(12), 1 + self.below(28));
        let (hour, minute, second) = (self.below(24), self.below(60), self.below(60));
        format!("{year:04}{month:02}{day:02}{zone}{hour:02}{minute:02}{second:02}")
    }

    fn value(&mut self, form: Form, width: usize) -> String {
        match form {
            Form::Code(listed) => self.one(listed).code.into(),
            Form::Currency => self.one(&["EUR", "SEK"]).into(),
            Form::Date => self.date(),
            Form::OptionalDate if self.below(3) == 0 => " ".repeat(width),
            Form::OptionalDate => self.date(),
            Form::Flag => self.one(&["Y", "N"]).into(),
            Form::Flags(all, unset) => all.iter().map(|_| self.one(&['Y', unset])).collect(),
            Form::Number => format!("{:0width$}", self.below(10_usize.pow(width as u32))),
            Form::Summary => {
                let asked = self.below(7);
                (0..width)
                    .map(|n| if n == asked && n < 6 { 'Y' } else { ' ' })
                    .collect()
            }
            Form::Text => self.text(),
            Form::Version => self.one(&["1.00", "2.00"]).into(),
        }
    }
}

fn specs() -> Vec<&'static MessageSpec> {
    Request::SPECS
        .iter()
        .chain(Response::SPECS)
        .copied()
        .collect()
}

/// Any legal message, in the order we write it.
fn legal(choices: &[u16]) -> String {
    let mut choices = Choices(choices.iter());
    let spec = choices.one(&specs());
    let mut text = String::from(spec.code);
    for element in spec.fixed {
        text.push_str(&choices.value(element.form, element.width));
    }
    for field in spec.fields {
        let times = match field.cardinality {
            Cardinality::Required => 1,
            Cardinality::Optional => choices.below(2),
            Cardinality::Repeated => choices.below(3),
        };
        for _ in 0..times {
            let value = choices.value(field.form, 4);
            let value = if ["AA", "AB"].contains(&field.id.as_str()) {
                value.trim()
            } else {
                &value
            };
            text.push_str(&format!("{}{value}|", field.id));
        }
    }
    for _ in 0..choices.below(3) {
        text.push_str(&format!("Q{}{}|", choices.below(10), choices.text()));
    }
    text
}

fn choices() -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(any::<u16>(), 0..600)
}

fn written(message: &Message, dialect: Dialect) -> String {
    let mut out = String::new();
    message.write(dialect, &mut out);
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn legal_messages_come_back_byte_by_byte(choices in choices()) {
        let text = legal(&choices);
        let parsed = Message::parse(&text, Dialect::default()).unwrap();
        prop_assert_eq!(&parsed.missing, &[]);
        prop_assert_eq!(&parsed.repairs, &[]);
        prop_assert_eq!(written(&parsed.message, Dialect::default()), text);
    }

    #[test]
    fn what_is_written_is_legal(choices in choices()) {
        let text = legal(&choices);
        prop_assert_eq!(strict::fault(&text), None);
        fuzzing::message(text.as_bytes());
    }

    #[test]
    fn damaged_messages_do_no_harm(choices in choices(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = legal(&choices).into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        fuzzing::message(&text);
        text.truncate(at);
        fuzzing::message(&text);
    }

    #[test]
    fn version_1_reads_what_version_1_writes(choices in choices()) {
        let dialect = Dialect { version: Version::V1, ..Dialect::default() };
        let message = Message::parse(&legal(&choices), dialect).unwrap().message;
        let text = written(&message, dialect);
        let again = Message::parse(&text, dialect).unwrap();
        prop_assert_eq!(&again.missing, &[]);
        prop_assert_eq!(&again.repairs, &[]);
        prop_assert_eq!(written(&again.message, dialect), text);
    }

    #[test]
    fn any_bytes_give_the_same_frames_in_any_pieces(bytes in prop::collection::vec(
        prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'9'), Just(0xFF), Just(0xFA), any::<u8>()], 0..700)
    ) {
        fuzzing::chunking(&bytes);
        fuzzing::frame(&bytes);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        fuzzing::message(&bytes);
        fuzzing::trailer(&bytes);
    }

    #[test]
    fn trailers_of_any_kind(body in "[0-9A-Z|]{0,20}", trailer in "(AY[0-9A]{0,3})?(AZ[0-9A-Fa-g]{0,5})?[| ]?") {
        fuzzing::trailer(format!("{body}{trailer}").as_bytes());
    }

    #[test]
    fn a_value_is_always_harmless(text in "\\PC*|.*") {
        let value = Text::from(text.as_str());
        prop_assert!(value.as_str().chars().count() <= TEXT_LIMIT);
        prop_assert!(!value.as_str().chars().any(|c| c == '|' || c.is_control()));
        prop_assert_eq!(&Text::from(value.as_str()), &value);
    }

    #[test]
    fn dates_come_back(text in "[0-9]{8}(    |   [A-Z])[0-9]{6}") {
        if let Some(date) = Date::parse(&text) {
            prop_assert_eq!(date.to_string(), text);
        }
    }
}

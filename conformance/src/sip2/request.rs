//! The tiny frame builder of the suite: a head and identified fields, joined as text.

use jiff::{Span, Timestamp, tz::TimeZone};

use super::profile::{Item, Patron};

/// A request before its trailer: code and fixed part, then identified fields in order.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    head: String,
    fields: Vec<(String, String)>,
}

impl Request {
    /// A request of code and fixed part only, or any text at all.
    pub(crate) fn text(head: impl Into<String>) -> Self {
        Self {
            head: head.into(),
            fields: Vec::new(),
        }
    }

    /// With this field, in its old place if it is there already.
    pub(crate) fn with(mut self, id: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        match self.fields.iter_mut().find(|(i, _)| i == id) {
            Some(field) => field.1 = value,
            None => self.fields.push((id.to_owned(), value)),
        }
        self
    }

    /// Without this field.
    pub(crate) fn without(mut self, id: &str) -> Self {
        self.fields.retain(|(i, _)| i != id);
        self
    }

    /// With other characters from this place of the head on; the code takes places 0 and 1.
    pub(crate) fn at(mut self, place: usize, text: &str) -> Self {
        self.head.replace_range(place..place + text.len(), text);
        self
    }

    /// The two characters of the message code.
    pub(crate) fn code(&self) -> &str {
        self.head.get(..2).unwrap_or_default()
    }

    /// The whole as text, without trailer and CR.
    pub(crate) fn body(&self) -> String {
        let fields: String = self
            .fields
            .iter()
            .map(|(id, value)| format!("{id}{value}|"))
            .collect();
        format!("{}{fields}", self.head)
    }
}

/// Eighteen blanks: no date given.
pub(crate) const NO_DATE: &str = "                  ";

/// The requests of one terminal as a well-behaved machine writes them.
#[derive(Clone, Debug)]
pub(crate) struct Forms {
    /// AO of the requests.
    pub(crate) institution: String,
    /// AP of a checkin.
    pub(crate) location: String,
    /// The subject's time zone.
    pub(crate) zone: TimeZone,
    /// The currency of the payments.
    pub(crate) currency: String,
}

impl Forms {
    /// The local time as the standard writes it.
    pub(crate) fn now(&self) -> String {
        self.in_days(0)
    }

    /// The local time some days from now; days ago when negative.
    pub(crate) fn in_days(&self, days: i64) -> String {
        self.after(Span::new().days(days))
    }

    /// The local time some minutes from now.
    pub(crate) fn in_minutes(&self, minutes: i64) -> String {
        self.after(Span::new().minutes(minutes))
    }

    fn after(&self, span: Span) -> String {
        let now = Timestamp::now().to_zoned(self.zone.clone());
        now.checked_add(span)
            .unwrap_or(now)
            .strftime("%Y%m%d    %H%M%S")
            .to_string()
    }

    /// 93.
    pub(crate) fn login(user: &str, password: &str, location: &str) -> Request {
        Request::text("9300")
            .with("CN", user)
            .with("CO", password)
            .with("CP", location)
    }

    /// 99 for protocol 2.00.
    pub(crate) fn sc_status() -> Request {
        Request::text("9900802.00")
    }

    /// 23, with the PIN if the profile has it.
    pub(crate) fn patron_status(&self, patron: &Patron) -> Request {
        let head = format!("23007{}", self.now());
        self.of(&head)
            .with("AA", &patron.card)
            .with("AC", "")
            .with("AD", patron.pin())
    }

    /// 63 with this summary (10 characters) and the PIN if the profile has it.
    pub(crate) fn patron_information(&self, patron: &Patron, summary: &str) -> Request {
        let head = format!("63007{}{summary}", self.now());
        self.of(&head)
            .with("AA", &patron.card)
            .with("AC", "")
            .with("AD", patron.pin())
    }

    /// 17.
    pub(crate) fn item_information(&self, item: &Item) -> Request {
        self.of(&format!("17{}", self.now()))
            .with("AB", &item.barcode)
            .with("AC", "")
    }

    /// 19.
    pub(crate) fn item_status_update(&self, item: &Item, properties: &str) -> Request {
        self.of(&format!("19{}", self.now()))
            .with("AB", &item.barcode)
            .with("AC", "")
            .with("CH", properties)
    }

    /// 11 with renewal policy Y (place 2), no block N (place 3), date (4), no-block due date (22).
    pub(crate) fn checkout(&self, patron: &Patron, item: &Item) -> Request {
        self.of(&format!("11YN{}{NO_DATE}", self.now()))
            .with("AA", &patron.card)
            .with("AB", &item.barcode)
            .with("AC", "")
            .with("AD", patron.pin())
            .with("BO", "N")
            .with("BI", "N")
    }

    /// 09 with no block N (place 2), date (3), return date (21).
    pub(crate) fn checkin(&self, item: &Item) -> Request {
        let now = self.now();
        Request::text(format!("09N{now}{now}"))
            .with("AP", &self.location)
            .with("AO", &self.institution)
            .with("AB", &item.barcode)
            .with("AC", "")
            .with("BI", "N")
    }

    /// 29 with third party N (place 2), no block N (place 3), date (4), no-block due date (22).
    pub(crate) fn renew(&self, patron: &Patron, item: &Item) -> Request {
        self.of(&format!("29NN{}{NO_DATE}", self.now()))
            .with("AA", &patron.card)
            .with("AD", patron.pin())
            .with("AB", &item.barcode)
            .with("AC", "")
            .with("BO", "N")
    }

    /// 65.
    pub(crate) fn renew_all(&self, patron: &Patron) -> Request {
        self.of(&format!("65{}", self.now()))
            .with("AA", &patron.card)
            .with("AD", patron.pin())
            .with("BO", "N")
    }

    /// 15 with its mode (`+`, `-`, `*`) for this very item, to be fetched at `pickup`.
    pub(crate) fn hold(&self, mode: char, patron: &Patron, item: &Item, pickup: &str) -> Request {
        Request::text(format!("15{mode}{}", self.now()))
            .with("BW", self.in_days(180))
            .with("BS", pickup)
            .with("BY", "3")
            .with("AO", &self.institution)
            .with("AA", &patron.card)
            .with("AD", patron.pin())
            .with("AB", &item.barcode)
            .with("AC", "")
    }

    /// 37 in the profile's currency: date (place 2), fee type 01 (20), payment type 00 (22),
    /// currency (24).
    pub(crate) fn fee_paid(&self, patron: &Patron, amount: &str) -> Request {
        Request::text(format!("37{}0100{}", self.now(), self.currency))
            .with("BV", amount)
            .with("AO", &self.institution)
            .with("AA", &patron.card)
            .with("AC", "")
            .with("AD", patron.pin())
    }

    /// 01 with the card given back.
    pub(crate) fn block_patron(&self, patron: &Patron) -> Request {
        self.of(&format!("01N{}", self.now()))
            .with("AL", "conformance test")
            .with("AA", &patron.card)
            .with("AC", "")
    }

    /// 25.
    pub(crate) fn patron_enable(&self, patron: &Patron) -> Request {
        self.of(&format!("25{}", self.now()))
            .with("AA", &patron.card)
            .with("AC", "")
            .with("AD", patron.pin())
    }

    /// 35.
    pub(crate) fn end_patron_session(&self, patron: &Patron) -> Request {
        self.of(&format!("35{}", self.now()))
            .with("AA", &patron.card)
            .with("AC", "")
            .with("AD", patron.pin())
    }

    fn of(&self, head: &str) -> Request {
        Request::text(head).with("AO", &self.institution)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_head_and_fields_in_order() {
        let request = Request::text("11YN")
            .with("AA", "1")
            .with("AB", "2")
            .with("AA", "3")
            .at(2, "N");
        assert_eq!(request.body(), "11NNAA3|AB2|");
        assert_eq!(request.clone().without("AB").body(), "11NNAA3|");
        assert_eq!(request.code(), "11");
    }
}

//! From an answer to XML: valid by the schema of its version, in the default namespace, since
//! clients in production look for names as they are spelt.

use silta_xml::Writer;

use crate::{
    DIAGNOSTICS_SCHEMA,
    diagnostic::Diagnostic,
    facet,
    piece::Piece,
    request::Packing,
    response::{Body, Found, Record, RecordData, Response, Term},
    version::Version,
    zeerex,
};

/// Bytes of an answer beside its records.
const AROUND_RECORDS: usize = 2 << 10;
/// Bytes around a record, or of a diagnostic in its place.
const AROUND_RECORD: usize = 512;

impl Response {
    /// The answer as a document in UTF-8.
    pub fn write(&self) -> String {
        let mut text = String::with_capacity(self.room());
        self.write_to(&mut text);
        text
    }

    /// Bytes that the answer seldom exceeds, so that records are not moved while it is written.
    fn room(&self) -> usize {
        let records = match &self.body {
            Body::SearchRetrieve(found) => found.records.as_slice(),
            Body::Explain(_) | Body::Scan(_) => &[],
        };
        let each = records.iter().map(|record| match &record.data {
            RecordData::Xml(piece) => AROUND_RECORD + piece.as_str().len(),
            RecordData::Diagnostic(_) => AROUND_RECORD,
        });
        AROUND_RECORDS + each.sum::<usize>()
    }

    /// Adds the document to a text. It names the stylesheet that was asked for.
    pub fn write_to(&self, text: &mut String) {
        Writer::new(text).declaration();
        if let Some(stylesheet) = &self.request.common().stylesheet {
            push_stylesheet(stylesheet, text);
        }
        let mut writer = Writer::new(text);
        self.write_into(&mut writer);
        writer.finish();
    }

    /// Writes the answer as an element.
    pub fn write_into(&self, writer: &mut Writer<'_, '_>) {
        let out = &mut Out {
            version: self.request.version,
            packing: self.request.packing(),
            ns: self.namespace(),
            writer,
        };
        out.writer.start(out.ns, self.root());
        if out.version != Version::V2_0 {
            out.field("version", out.version.name());
        }
        match &self.body {
            Body::Explain(explain) => {
                let record = Piece::written(|writer| explain.write(out.version, writer));
                out.record(zeerex::NAMESPACE, &record, |_| {});
            }
            Body::Scan(terms) => out.terms(terms),
            Body::SearchRetrieve(found) => out.found(found),
        }
        self.echo(out.ns, out.writer);
        out.diagnostics(&self.diagnostics);
        out.extra("extraResponseData", &self.extra_response_data);
        if let Body::SearchRetrieve(found) = &self.body {
            out.after_extra(found);
        }
        out.writer.end();
    }

    const fn root(&self) -> &'static str {
        match self.body {
            Body::Explain(_) => "explainResponse",
            Body::Scan(_) => "scanResponse",
            Body::SearchRetrieve(_) => "searchRetrieveResponse",
        }
    }

    const fn namespace(&self) -> &'static str {
        match self.body {
            Body::Scan(_) => self.request.version.scan_namespace(),
            Body::Explain(_) | Body::SearchRetrieve(_) => self.request.version.namespace(),
        }
    }
}

/// The instruction for browsers to show the answer with a stylesheet.
fn push_stylesheet(href: &str, text: &mut String) {
    text.push_str("<?xml-stylesheet type=\"text/xsl\" href=\"");
    for letter in href.chars().filter(|letter| silta_xml::is_char(*letter)) {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            letter => text.push(letter),
        }
    }
    text.push_str("\"?>\n");
}

struct Out<'w, 'o, 'n> {
    version: Version,
    packing: Packing,
    ns: &'static str,
    writer: &'w mut Writer<'o, 'n>,
}

impl Out<'_, '_, '_> {
    fn field(&mut self, name: &'static str, text: &str) {
        self.writer.element(self.ns, name, text);
    }

    fn found(&mut self, found: &Found) {
        self.field("numberOfRecords", &found.number_of_records.to_string());
        if let Some(kept) = &found.result_set {
            self.field("resultSetId", &kept.id);
            if self.version != Version::V2_0 {
                self.field("resultSetIdleTime", &kept.seconds.to_string());
            }
        }
        if !found.records.is_empty() {
            self.writer.start(self.ns, "records");
            found
                .records
                .iter()
                .for_each(|record| self.found_one(record));
            self.writer.end();
        }
        if let Some(next) = found.next_record_position {
            self.field("nextRecordPosition", &next.to_string());
        }
    }

    /// What 2.0 has at the end.
    fn after_extra(&mut self, found: &Found) {
        if self.version != Version::V2_0 {
            return;
        }
        if let Some(kept) = &found.result_set {
            self.field("resultSetTTL", &kept.seconds.to_string());
        }
        self.field("resultCountPrecision", EXACT);
        facet::write(self.ns, &found.facets, self.writer);
    }

    fn found_one(&mut self, record: &Record) {
        let version = self.version;
        let (schema, data) = match &record.data {
            RecordData::Xml(piece) => (&*record.schema, piece.clone()),
            RecordData::Diagnostic(diagnostic) => {
                let piece = Piece::written(|writer| write_diagnostic(diagnostic, version, writer));
                (DIAGNOSTICS_SCHEMA, piece)
            }
        };
        let after = |out: &mut Self| {
            out.field("recordPosition", &record.position.to_string());
            out.extra("extraRecordData", &record.extra);
        };
        self.record(schema, &data, after);
    }

    /// A record, and in it what comes after its data.
    fn record(&mut self, schema: &str, data: &Piece, after: impl FnOnce(&mut Self)) {
        self.writer.start(self.ns, "record");
        self.field("recordSchema", schema);
        let packing = match self.version {
            Version::V1_1 | Version::V1_2 => "recordPacking",
            Version::V2_0 => "recordXMLEscaping",
        };
        self.field(packing, self.packing.name());
        self.writer.start(self.ns, "recordData");
        match self.packing {
            Packing::Xml => self.writer.piece(data.as_str()),
            Packing::String => self.writer.text(data.as_str()),
        };
        self.writer.end();
        after(self);
        self.writer.end();
    }

    fn terms(&mut self, terms: &[Term]) {
        if terms.is_empty() {
            return;
        }
        self.writer.start(self.ns, "terms");
        for term in terms {
            self.writer.start(self.ns, "term");
            self.field("value", &term.value);
            self.field("numberOfRecords", &term.number_of_records.to_string());
            if let Some(display) = &term.display_term {
                self.field("displayTerm", display);
            }
            if let Some(place) = term.where_in_list {
                self.field("whereInList", place.name());
            }
            self.writer.end();
        }
        self.writer.end();
    }

    fn diagnostics(&mut self, diagnostics: &[Diagnostic]) {
        if diagnostics.is_empty() {
            return;
        }
        self.writer.start(self.ns, "diagnostics");
        for diagnostic in diagnostics {
            write_diagnostic(diagnostic, self.version, self.writer);
        }
        self.writer.end();
    }

    fn extra(&mut self, name: &'static str, pieces: &[Piece]) {
        if pieces.is_empty() {
            return;
        }
        self.writer.start(self.ns, name);
        for piece in pieces {
            self.writer.piece(piece.as_str());
        }
        self.writer.end();
    }
}

/// That `numberOfRecords` is neither a guess nor a bound.
const EXACT: &str = "info:srw/vocabulary/resultCountPrecision/1/exact";

/// URI, details and message, in this order; the message always, since there are clients that take
/// a diagnostic without one for an empty answer.
fn write_diagnostic(diagnostic: &Diagnostic, version: Version, writer: &mut Writer<'_, '_>) {
    let ns = version.diagnostic_namespace();
    writer.start(ns, "diagnostic");
    writer.element(ns, "uri", &diagnostic.condition.uri());
    if !diagnostic.details.is_empty() {
        writer.element(ns, "details", &diagnostic.details);
    }
    writer.element(ns, "message", diagnostic.condition.message());
    writer.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Arguments, Condition, Request, ResultSetKept};

    fn answered(query: &str, found: Found) -> Response {
        let reading = Request::read(&Arguments::of_query(query));
        let mut response = Response::new(reading.request, Body::SearchRetrieve(found));
        response.diagnostics = reading.faults;
        response
    }

    fn two() -> Found {
        let record = |position, data| Record {
            schema: "info:srw/schema/1/dc-v1.1".into(),
            data,
            position,
            extra: Vec::new(),
        };
        let title = Piece::written(|writer| {
            writer.element("urn:dc", "title", "A & B");
        });
        Found {
            number_of_records: 3,
            result_set: Some(ResultSetKept {
                id: "r1".into(),
                seconds: 60,
            }),
            records: vec![
                record(1, RecordData::Xml(title)),
                record(2, RecordData::Diagnostic(Condition::RecordGone.plain())),
            ],
            next_record_position: Some(3),
            facets: Vec::new(),
        }
    }

    #[test]
    fn an_answer_in_1_1() {
        let response = answered("version=1.1&operation=searchRetrieve&query=x", two());
        assert_eq!(
            response.write(),
            concat!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
                "<searchRetrieveResponse xmlns=\"http://www.loc.gov/zing/srw/\">",
                "<version>1.1</version><numberOfRecords>3</numberOfRecords>",
                "<resultSetId>r1</resultSetId><resultSetIdleTime>60</resultSetIdleTime>",
                "<records><record><recordSchema>info:srw/schema/1/dc-v1.1</recordSchema>",
                "<recordPacking>xml</recordPacking>",
                "<recordData><title xmlns=\"urn:dc\">A &amp; B</title></recordData>",
                "<recordPosition>1</recordPosition></record>",
                "<record><recordSchema>info:srw/schema/1/diagnostics-v1.1</recordSchema>",
                "<recordPacking>xml</recordPacking><recordData>",
                "<diagnostic xmlns=\"http://www.loc.gov/zing/srw/diagnostic/\">",
                "<uri>info:srw/diagnostic/1/65</uri><message>Record does not exist</message>",
                "</diagnostic></recordData><recordPosition>2</recordPosition></record></records>",
                "<nextRecordPosition>3</nextRecordPosition>",
                "<echoedSearchRetrieveRequest><version>1.1</version><query>x</query><xQuery/>",
                "</echoedSearchRetrieveRequest></searchRetrieveResponse>",
            )
        );
    }

    #[test]
    fn an_answer_in_2_0() {
        let text = answered("query=x&recordXMLEscaping=string", two()).write();
        for part in [
            "<searchRetrieveResponse xmlns=\"http://docs.oasis-open.org/ns/search-ws/sruResponse\"><numberOfRecords>",
            "<recordXMLEscaping>string</recordXMLEscaping>",
            "<recordData>&lt;title xmlns=\"urn:dc\"&gt;A &amp;amp; B&lt;/title&gt;</recordData>",
            "<resultSetTTL>60</resultSetTTL><resultCountPrecision>info:",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(
            !text.contains("IdleTime") && !text.contains("<version>"),
            "{text}"
        );
    }

    #[test]
    fn a_stylesheet_cannot_break_out() {
        let query = "version=1.1&operation=explain&stylesheet=/%22?%3E%3Cx%3E%26";
        let text = answered(query, Found::default()).write();
        let line = text.lines().nth(1).unwrap();
        let href = "<?xml-stylesheet type=\"text/xsl\" href=\"/&quot;?&gt;&lt;x&gt;&amp;\"?>";
        assert_eq!(line, href);
    }
}

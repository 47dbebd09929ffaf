//! What is wrong with a request, and the code that it gets: one case for each row of a table.

use super::Profile;
use crate::{
    Case, Context, Level, Outcome,
    kit::{ensure, http::encoded},
};

/// Name, sentence, what stands after the question mark, the code. `{known}` is the identifier of
/// the item known by heart.
type Row = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("no-verb", "A request without a verb is badVerb.", "", "badVerb"),
    ("arguments-alone", "Arguments without a verb are badVerb.", "metadataPrefix=oai_dc", "badVerb"),
    ("no-name", "A word that is no argument is badVerb.", "junk", "badVerb"),
    ("empty-verb", "An empty verb is badVerb.", "verb=", "badVerb"),
    ("unknown-verb", "A verb that nobody knows is badVerb.", "verb=junk", "badVerb"),
    ("small-letters", "A verb in other letters is badVerb.", "verb=identify", "badVerb"),
    ("blank-after-the-verb", "A verb with a blank after it is badVerb.", "verb=Identify%20", "badVerb"),
    ("two-verbs", "Two verbs are badVerb.", "verb=Identify&verb=ListSets", "badVerb"),
    ("the-same-verb-twice", "The same verb twice is badVerb.", "verb=Identify&verb=Identify", "badVerb"),
    ("identify-with-more", "Identify with an argument is badArgument.", "verb=Identify&junk=1", "badArgument"),
    ("identify-with-a-token", "Identify with a token is badArgument.", "verb=Identify&resumptionToken=x", "badArgument"),
    ("formats-with-more", "ListMetadataFormats with an argument that is not its own is badArgument.", "verb=ListMetadataFormats&metadataPrefix=oai_dc", "badArgument"),
    ("formats-of-nothing", "ListMetadataFormats of an item that is not there is idDoesNotExist.", "verb=ListMetadataFormats&identifier=nosuchitem", "idDoesNotExist"),
    ("sets-with-more", "ListSets with an argument that is not its own is badArgument.", "verb=ListSets&metadataPrefix=oai_dc", "badArgument"),
    ("sets-with-a-foreign-token", "ListSets with a token that nobody gave is badResumptionToken.", "verb=ListSets&resumptionToken=nosuchtoken", "badResumptionToken"),
    ("record-of-nothing", "GetRecord without arguments is badArgument.", "verb=GetRecord", "badArgument"),
    ("record-without-format", "GetRecord without metadataPrefix is badArgument.", "verb=GetRecord&identifier={known}", "badArgument"),
    ("record-without-identifier", "GetRecord without identifier is badArgument.", "verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
    ("record-with-more", "GetRecord with an argument that is not its own is badArgument.", "verb=GetRecord&identifier={known}&metadataPrefix=oai_dc&set=x", "badArgument"),
    ("record-with-a-token", "GetRecord with a token is badArgument.", "verb=GetRecord&identifier={known}&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
    ("record-twice-identified", "GetRecord with two identifiers is badArgument.", "verb=GetRecord&identifier={known}&identifier={known}&metadataPrefix=oai_dc", "badArgument"),
    ("record-in-no-format", "GetRecord in a format that nobody knows is cannotDisseminateFormat.", "verb=GetRecord&identifier={known}&metadataPrefix=nosuchformat", "cannotDisseminateFormat"),
    ("record-in-an-empty-format", "GetRecord with an empty metadataPrefix is badArgument or cannotDisseminateFormat.", "verb=GetRecord&identifier={known}&metadataPrefix=", "badArgument|cannotDisseminateFormat"),
    ("record-that-is-not", "GetRecord of an item that is not there is idDoesNotExist.", "verb=GetRecord&identifier=oai:example.org:nosuchitem&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("record-longer-identifier", "An identifier with more after it is not the one.", "verb=GetRecord&identifier={known}x&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("record-quoted-identifier", "An identifier with a quote is idDoesNotExist or badArgument, and stays text.", "verb=GetRecord&identifier=invalid%22id&metadataPrefix=oai_dc", "idDoesNotExist|badArgument"),
    ("record-marked-identifier", "An identifier with markup is idDoesNotExist or badArgument, and stays text.", "verb=GetRecord&identifier=%3Ca%3E%26b%3B&metadataPrefix=oai_dc", "idDoesNotExist|badArgument"),
    ("record-control-identifier", "An identifier with a control character is refused, and the answer is XML.", "verb=GetRecord&identifier=a%00%01b&metadataPrefix=oai_dc", "idDoesNotExist|badArgument"),
    ("list-without-format", "ListRecords without metadataPrefix is badArgument.", "verb=ListRecords", "badArgument"),
    ("identifiers-without-format", "ListIdentifiers without metadataPrefix is badArgument.", "verb=ListIdentifiers", "badArgument"),
    ("list-in-no-format", "ListRecords in a format that nobody knows is cannotDisseminateFormat.", "verb=ListRecords&metadataPrefix=nosuchformat", "cannotDisseminateFormat"),
    ("identifiers-in-no-format", "ListIdentifiers in a format that nobody knows is cannotDisseminateFormat.", "verb=ListIdentifiers&metadataPrefix=nosuchformat", "cannotDisseminateFormat"),
    ("format-in-other-letters", "A metadataPrefix in other letters is not the one.", "verb=ListRecords&metadataPrefix=OAI_DC", "cannotDisseminateFormat"),
    ("list-with-more", "ListRecords with an argument that nobody knows is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&junk=1", "badArgument"),
    ("list-of-an-identifier", "ListRecords with an identifier is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&identifier={known}", "badArgument"),
    ("format-twice", "metadataPrefix twice is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
    ("names-have-their-letters", "An argument in other letters is not the one.", "verb=ListRecords&metadataprefix=oai_dc", "badArgument"),
    ("from-twice", "from twice is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&from=2020-01-01", "badArgument"),
    ("junk-token", "A token that nobody gave is badResumptionToken.", "verb=ListRecords&resumptionToken=nosuchtoken", "badResumptionToken"),
    ("junk-token-of-identifiers", "A token that nobody gave is badResumptionToken in ListIdentifiers too.", "verb=ListIdentifiers&resumptionToken=nosuchtoken", "badResumptionToken"),
    ("token-of-a-number", "The token 0 is badResumptionToken.", "verb=ListRecords&resumptionToken=0", "badResumptionToken"),
    ("empty-token", "An empty token is badResumptionToken or badArgument.", "verb=ListRecords&resumptionToken=", "badResumptionToken|badArgument"),
    ("token-and-format", "A token and metadataPrefix are badArgument.", "verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc", "badArgument"),
    ("token-and-date", "A token and until are badArgument.", "verb=ListRecords&resumptionToken=x&until=2020-01-01", "badArgument"),
    ("token-and-all", "A token, metadataPrefix and until are badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x&until=2020-01-01", "badArgument"),
    ("token-twice", "A token twice is badArgument.", "verb=ListRecords&resumptionToken=x&resumptionToken=x", "badArgument"),
    ("junk-from", "A from that is no date is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=junk", "badArgument"),
    ("junk-until", "An until that is no date is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&until=junk", "badArgument"),
    ("empty-from", "An empty from is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
    ("mixed-granularity", "Dates of two granularities are badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01&until=2030-01-01T00:00:00Z", "badArgument"),
    ("turned-dates", "A from after the until is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-02&until=2020-01-01", "badArgument"),
    ("year-alone", "A year alone is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2020", "badArgument"),
    ("month-alone", "A month alone is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01", "badArgument"),
    ("minutes-alone", "A time without seconds is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01T00:00Z", "badArgument"),
    ("no-such-day", "A day that there is not is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2021-02-29", "badArgument"),
    ("no-such-month", "A month that there is not is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2021-13-01", "badArgument"),
    ("no-such-hour", "An hour that there is not is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2021-01-01T25:00:00Z", "badArgument"),
    ("no-zone", "A time without Z is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01T00:00:00", "badArgument"),
    ("other-zone", "A time with an offset is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01T00:00:00%2B02:00", "badArgument"),
    ("fraction", "A time with fractions of a second is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01T00:00:00.0Z", "badArgument"),
    ("blank-for-the-t", "A time with a blank for its T is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01%2000:00:00Z", "badArgument"),
    ("small-t", "A time in small letters is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=2020-01-01t00:00:00z", "badArgument"),
    ("year-of-five-digits", "A year of five digits is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&from=20200-01-01", "badArgument"),
    ("unknown-set", "A set that is not there has no records, or is badArgument.", "verb=ListRecords&metadataPrefix=oai_dc&set=nosuchset", "noRecordsMatch|badArgument|noSetHierarchy"),
    ("odd-set", "A set that cannot be is refused.", "verb=ListRecords&metadataPrefix=oai_dc&set=%3Ca%3E", "noRecordsMatch|badArgument|noSetHierarchy"),
    ("invalid-utf8", "Octets that are no UTF-8 are refused, and the answer is XML.", "verb=GetRecord&identifier=%FF%FE&metadataPrefix=oai_dc", "idDoesNotExist|badArgument"),
];

const CLAUSE: &str = "OAI-PMH 2.0, 3.6 (errors and exceptions) and part 4 (the verb)";
/// Whose arguments a `request` element may not tell.
const MISUNDERSTOOD: [&str; 2] = ["badVerb", "badArgument"];

pub(super) fn cases() -> Vec<Case<Profile>> {
    ROWS.iter().map(case).collect()
}

fn case(&(name, sentence, asked, codes): &Row) -> Case<Profile> {
    let id = format!("oai/errors/{name}");
    let needs: &[_] = if asked.contains("{known}") {
        &["item.known"]
    } else {
        &[]
    };
    Case::new(
        &id,
        CLAUSE,
        sentence,
        Level::Must,
        needs,
        move |c: &mut Context<'_, Profile>| {
            let known = match c.profile.item.get("known") {
                Some(item) => encoded(&item.identifier),
                None => String::new(),
            };
            refused(c, &asked.replace("{known}", &known), codes)
        },
    )
}

/// One of these codes comes, and the request is told as it has to be.
fn refused(c: &Context<'_, Profile>, asked: &str, codes: &str) -> Outcome {
    let answer = c.raw(asked)?;
    let came = answer.codes()?;
    let expected = |code: &String| codes.split('|').any(|own| own == code);
    ensure!(came.iter().any(expected), "errors {came:?}, not {codes}");
    let misunderstood = came
        .iter()
        .any(|code| MISUNDERSTOOD.contains(&code.as_str()));
    ensure!(
        !misunderstood || answer.request().attributes.is_empty(),
        "the request is told with attributes beside {came:?}"
    );
    Ok(())
}

//! Character sets: what is negotiated, and what terms and records then are.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        answer::Answer,
        ber::{Ber, boolean, group, octets, oid, sequence},
        origin::Origin,
        pqf,
        reader::Element,
        request::{self, option},
    },
};

cases! {
    "z3950/charset", "Z39.50-2003, appendix NEGO: character set and language negotiation-3", ["anonymous"];
    Must utf_8 ["service.utf8"] "A proposal of UTF-8 is accepted.";
    Should latin_1 ["service.latin1"] "A proposal of ISO 8859-1 is accepted.";
    Must unknown_set [] "A proposal of KOI8-R alone is declined or accepted, and the session works.";
    Should declined_without_option ["service.utf8"] "Where nothing is agreed, the negotiation option is not granted." of "Z39.50-2003, 3.2.1.1.2: option 17";
    Must first_of_several ["service.utf8"] "Of several proposed sets one is chosen.";
    Must nothing_unasked [] "Nobody negotiates with an origin that did not propose.";
    Must term_in_utf_8 ["service.utf8", "work.known"] "With UTF-8 agreed, a term in UTF-8 finds what it says.";
    Must term_in_latin_1 ["service.latin1", "work.known"] "With ISO 8859-1 agreed, a term in ISO 8859-1 finds what it says.";
    Must utf_8_without_negotiation ["work.known"] "Without negotiation a term in UTF-8 finds what it says.";
    Should latin_1_without_negotiation ["work.known"] "Without negotiation a term in ISO 8859-1 finds what it says.";
    Must records_stay_utf_8 ["service.latin1", "work.known"] "A record says UTF-8 in its leader only if it is UTF-8, whatever was agreed for terms.";
    Must invalid_utf_8 ["service.utf8"] "A term that is not UTF-8 where that was agreed is refused, or finds nothing." of "bib-1 diagnostics 125, 126, 1072";
    Must nul_in_a_term [] "A term with a NUL gets a diagnostic or finds nothing.";
    Must language [] "A proposed language does no harm.";
}

const NEGOTIATION: &str = "1.2.840.10003.15.3";
const NAMED_SET: &str = "1.2.840.10003.15.1000.81.1";
const ISO_10646_UTF_8: &str = "1.0.10646.1.0.8";

fn utf8_set() -> Ber {
    group(2, [oid(2, ISO_10646_UTF_8)])
}

fn named_set(name: &str) -> Ber {
    let external = group(2, [oid(6, NAMED_SET).universal(), octets(1, name)]);
    group(3, [external])
}

/// InitRequest with an OriginProposal of these sets.
fn proposing(sets: impl Into<Vec<Ber>>) -> Ber {
    proposal([group(1, sets), boolean(3, true)])
}

fn proposal(fields: impl Into<Vec<Ber>>) -> Ber {
    let external = group(
        4,
        [
            oid(6, NEGOTIATION).universal(),
            group(0, [group(1, fields)]),
        ],
    );
    request::init().with(group(201, [sequence([external])]))
}

/// The TargetResponse in an InitResponse.
fn agreed(answer: &Answer) -> Option<&Element> {
    let information = answer.field("otherInfo")?;
    information
        .children
        .iter()
        .find_map(|one| one.below(&[4, 0, 2]))
}

fn accepts(c: &Context<'_, Profile>, set: Ber) -> Outcome<Origin> {
    let (o, answer) = c.origin_with(&proposing([set]))?;
    let agreed = agreed(&answer).and_then(|response| response.field(1));
    ensure!(agreed.is_some(), "the answer selects no character set");
    let options = answer.bits("options")?;
    ensure!(
        options.contains(&option::NEGOTIATION_MODEL),
        "the negotiation option is not granted: {options:?}"
    );
    Ok(o)
}

fn utf_8(c: &mut Context<'_, Profile>) -> Outcome {
    accepts(c, utf8_set())?.lives()
}

fn latin_1(c: &mut Context<'_, Profile>) -> Outcome {
    accepts(c, named_set("ISO-8859-1"))?.lives()
}

fn unknown_set(c: &mut Context<'_, Profile>) -> Outcome {
    let (mut o, _) = c.origin_with(&proposing([named_set("KOI8-R")]))?;
    o.lives()
}

fn declined_without_option(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, answer) = c.origin_with(&proposing([named_set("no-such-set")]))?;
    let options = answer.bits("options")?;
    ensure!(
        agreed(&answer).is_some() || !options.contains(&option::NEGOTIATION_MODEL),
        "the negotiation option is granted and nothing agreed"
    );
    Ok(())
}

fn first_of_several(c: &mut Context<'_, Profile>) -> Outcome {
    let sets = [named_set("no-such-set"), utf8_set()];
    let (mut o, answer) = c.origin_with(&proposing(sets))?;
    let selected = agreed(&answer).and_then(|response| response.field(1));
    let count = selected.map_or(0, |one| one.children.len());
    ensure!(count == 1, "{count} sets are selected");
    o.lives()
}

fn nothing_unasked(c: &mut Context<'_, Profile>) -> Outcome {
    let (_, answer) = c.origin_with(&request::init())?;
    ensure!(
        agreed(&answer).is_none(),
        "a set is selected that nobody proposed"
    );
    Ok(())
}

/// Whether the title of the record known by heart, in these octets, finds it.
fn title_finds(
    c: &Context<'_, Profile>,
    o: &mut Origin,
    octets_of: fn(&str) -> Vec<u8>,
) -> Outcome {
    let work = c.work("known")?;
    let id = pqf::operand(&[pqf::attribute(1, 12)], octets(45, &work.id));
    let words = [pqf::attribute(1, 4), pqf::attribute(4, 6)];
    let title = pqf::operand(&words, octets(45, octets_of(&work.title)));
    let query = pqf::around(pqf::joined(0, id, title));
    let hits = o.found(&request::search(&[c.profile.database()], query))?;
    ensure!(hits == 1, "{:?} finds {hits} records", work.title);
    Ok(())
}

fn in_utf_8(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn in_latin_1(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect()
}

fn term_in_utf_8(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = accepts(c, utf8_set())?;
    title_finds(c, &mut o, in_utf_8)
}

fn term_in_latin_1(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = accepts(c, named_set("ISO-8859-1"))?;
    title_finds(c, &mut o, in_latin_1)
}

fn utf_8_without_negotiation(c: &mut Context<'_, Profile>) -> Outcome {
    title_finds(c, &mut c.origin()?, in_utf_8)
}

fn latin_1_without_negotiation(c: &mut Context<'_, Profile>) -> Outcome {
    title_finds(c, &mut c.origin()?, in_latin_1)
}

fn records_stay_utf_8(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = accepts(c, named_set("ISO-8859-1"))?;
    let work = c.work("known")?;
    // Reading it as MARC 21 checks the octets against the leader.
    let title = o.work(&work.id)?.title();
    ensure!(title == work.title, "the title is {title:?}");
    Ok(())
}

/// A term of odd octets is refused for a reason of its own or finds nothing.
fn nothing_or_refused(c: &Context<'_, Profile>, o: &mut Origin, term: &[u8]) -> Outcome {
    let operand = pqf::operand(&[pqf::attribute(1, 4)], octets(45, term));
    let search = request::search(&[c.profile.database()], pqf::around(operand));
    let answer = o.ask(&search)?.expect("searchResponse")?;
    if answer.flag("searchStatus")? {
        answer.is("resultCount", 0)?;
    } else {
        answer.diagnosed(&[108, 125, 126, 1072])?;
    }
    o.lives()
}

fn invalid_utf_8(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = accepts(c, utf8_set())?;
    nothing_or_refused(c, &mut o, b"zq\xC3\x28zq\xFF")
}

fn nul_in_a_term(c: &mut Context<'_, Profile>) -> Outcome {
    nothing_or_refused(c, &mut c.origin()?, b"zq\0zq")
}

fn language(c: &mut Context<'_, Profile>) -> Outcome {
    let languages = group(2, [octets(27, "fin").universal()]);
    let init = proposal([group(1, [utf8_set()]), languages, boolean(3, true)]);
    c.origin_with(&init)?.0.lives()
}

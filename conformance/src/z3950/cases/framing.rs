//! BER: every legal form is understood, every illegal one ends the association with a reason.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::{Ber, Class, Length, group, identifier, integer, octets},
        pqf, request,
    },
};

cases! {
    "z3950/framing", "X.690; Z39.50-2003, 4.1 and appendix REC", ["anonymous"];
    Must outer_length_indefinite [] "An APDU whose outermost length is indefinite is understood.";
    Must indefinite_at_every_level ["work.known"] "Indefinite lengths at every level are understood, as YAZ writes them.";
    Must lengths_with_leading_zeros ["work.known"] "Lengths in more octets than they need are understood.";
    Must init_with_padded_lengths [] "An InitRequest with padded lengths and another with indefinite ones are understood.";
    Must term_in_pieces ["work.known"] "A term that comes as a constructed string is understood.";
    Should database_name_in_pieces ["work.known"] "A database name that comes as a constructed string is understood.";
    Must one_octet_at_a_time ["work.known"] "An APDU that arrives octet by octet is understood.";
    Must any_split ["work.known"] "Wherever the network cuts an APDU in two, it is understood.";
    Must any_true ["service.named_sets"] "A BOOLEAN is true whatever its octet but zero.";
    Should integers_with_spare_octets [] "An INTEGER with more octets than it needs is understood.";
    Must unknown_field_at_the_end [] "An unknown field at the end of a request is ignored." of "Z39.50-2003, 4.1: extensibility";
    Must unknown_other_information [] "otherInfo of an unknown category is ignored." of "Z39.50-2003, 3.2.1.1.9 and appendix OTHER";
    Must inner_length_beyond_outer [] "A field longer than the APDU around it breaks the protocol.";
    Must integer_of_nine_octets [] "An INTEGER of nine octets breaks the protocol.";
    Must boolean_of_two_octets [] "A BOOLEAN of two octets breaks the protocol.";
    Must empty_integer [] "An INTEGER without octets breaks the protocol.";
    Must reserved_length [] "A length that begins with 0xFF breaks the protocol.";
    Must primitive_of_indefinite_length [] "A primitive value of indefinite length breaks the protocol.";
    Must tag_number_of_five_octets [] "A tag number beyond 32 bits breaks the protocol.";
    Must universal_tag [] "A value that is no APDU breaks the protocol.";
    Must search_without_query [] "A SearchRequest without query breaks the protocol." of "appendix REC: SearchRequest";
    Must search_without_databases_field [] "A SearchRequest without databaseNames breaks the protocol." of "appendix REC: SearchRequest";
    Must attribute_without_value [] "An attribute without its value breaks the protocol." of "appendix REC: AttributeElement";
    Must present_without_set [] "A PresentRequest without resultSetId breaks the protocol." of "appendix REC: PresentRequest";
    Must scan_without_term [] "A ScanRequest without its term breaks the protocol." of "appendix REC: ScanRequest";
    Must operator_without_operands [] "An operator without its operands breaks the protocol." of "appendix REC: RPNStructure";
    Must empty_query [] "A query of nothing breaks the protocol." of "appendix REC: Query";
}

/// The search for the record known by heart, and what it has to bring.
fn known(c: &Context<'_, Profile>) -> Outcome<Ber> {
    let work = c.work("known")?;
    request::find(&[c.profile.database()], &format!("@attr 1=12 {}", work.id))
}

fn finds_known(c: &Context<'_, Profile>, bytes: &[u8]) -> Outcome {
    let mut o = c.origin()?;
    let answer = o.ask_bytes(bytes)?.expect("searchResponse")?;
    answer.is("resultCount", 1)
}

fn outer_length_indefinite(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = o.request("x")?.lengthened(Length::Indefinite);
    o.found(&search).map(drop)
}

fn indefinite_at_every_level(c: &mut Context<'_, Profile>) -> Outcome {
    let search = known(c)?.lengthened_throughout(Length::Indefinite);
    finds_known(c, &search.bytes())
}

fn lengths_with_leading_zeros(c: &mut Context<'_, Profile>) -> Outcome {
    let search = known(c)?.lengthened_throughout(Length::Octets(4));
    finds_known(c, &search.bytes())
}

fn init_with_padded_lengths(c: &mut Context<'_, Profile>) -> Outcome {
    for length in [Length::Octets(3), Length::Indefinite] {
        let init = request::init().lengthened_throughout(length);
        c.origin_with(&init)?.0.lives()?;
    }
    Ok(())
}

fn term_in_pieces(c: &mut Context<'_, Profile>) -> Outcome {
    let id = c.work("known")?.id;
    let (start, end) = id.split_at(id.len() / 2);
    let pieces = [start, end].map(|piece| octets(4, piece).universal());
    let operand = pqf::operand(&[pqf::attribute(1, 12)], group(45, pieces));
    let search = request::search(&[c.profile.database()], pqf::around(operand));
    finds_known(c, &search.bytes())
}

fn database_name_in_pieces(c: &mut Context<'_, Profile>) -> Outcome {
    let name = c.profile.database();
    let (start, end) = name.split_at(name.len() / 2);
    let pieces = [start, end].map(|piece| octets(4, piece).universal());
    let search = known(c)?.put(group(18, [group(105, pieces)]));
    finds_known(c, &search.bytes())
}

fn one_octet_at_a_time(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.stranger()?;
    for byte in c.usual_init().bytes() {
        o.wire.send(&[byte])?;
    }
    o.receive()?.expect("initResponse")?;
    for byte in known(c)?.bytes() {
        o.wire.send(&[byte])?;
    }
    o.receive()?.expect("searchResponse")?.is("resultCount", 1)
}

fn any_split(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = known(c)?.lengthened_throughout(Length::Indefinite).bytes();
    for at in (1..search.len()).step_by(3) {
        let (start, end) = search.split_at(at);
        o.wire.send(start)?;
        std::thread::sleep(std::time::Duration::from_millis(2));
        let answer = o.ask_bytes(end)?.expect("searchResponse")?;
        answer.is("resultCount", 1)?;
    }
    Ok(())
}

fn any_true(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = request::into_set(o.request("x")?, "same");
    for octet in [0x01, 0xFF, 0x80] {
        o.found(&search.clone().put(octets(16, [octet])))?;
    }
    let kept = o.refused_request(&search.put(octets(16, [0])))?;
    ensure!(kept.condition == 21, "{kept} came and 21 should");
    Ok(())
}

fn integers_with_spare_octets(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = o.request("x")?.put(octets(14, [0, 0, 0, 1]));
    o.found(&search).map(drop)
}

fn unknown_field_at_the_end(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = o.request("x")?;
    o.found(&search.clone().with(octets(999, "?")))?;
    o.found(&search.with(group(999, [integer(0, 1)]))).map(drop)
}

fn unknown_other_information(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let search = o.request("x")?.with(super::unknown_information());
    o.found(&search).map(drop)
}

/// The bytes of an APDU in a session get Close with protocol error.
fn broken(c: &Context<'_, Profile>, bytes: &[u8]) -> Outcome {
    c.origin()?.breaks_protocol(bytes)
}

fn inner_length_beyond_outer(c: &mut Context<'_, Profile>) -> Outcome {
    let query = pqf::rpn("x")?.lengthened(Length::Claimed(4000));
    let search = request::search(&[c.profile.database()], query);
    broken(c, &search.bytes())
}

fn integer_of_nine_octets(c: &mut Context<'_, Profile>) -> Outcome {
    let search = c.origin()?.request("x")?;
    let search = search.put(octets(13, [1, 0, 0, 0, 0, 0, 0, 0, 0]));
    broken(c, &search.bytes())
}

fn boolean_of_two_octets(c: &mut Context<'_, Profile>) -> Outcome {
    let search = c.origin()?.request("x")?.put(octets(16, [1, 1]));
    broken(c, &search.bytes())
}

fn empty_integer(c: &mut Context<'_, Profile>) -> Outcome {
    let search = c.origin()?.request("x")?.put(octets(13, []));
    broken(c, &search.bytes())
}

fn reserved_length(c: &mut Context<'_, Profile>) -> Outcome {
    broken(c, &[0xB6, 0xFF, 0, 0, 0, 0])
}

fn primitive_of_indefinite_length(c: &mut Context<'_, Profile>) -> Outcome {
    broken(c, &[0xB6, 0x80, 0x8D, 0x80, 0, 0, 0, 0])
}

fn tag_number_of_five_octets(c: &mut Context<'_, Profile>) -> Outcome {
    broken(c, &[0xBF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x00])
}

fn universal_tag(c: &mut Context<'_, Profile>) -> Outcome {
    let bytes = [&*identifier(Class::Universal, true, 16), &[2, 5, 0]].concat();
    broken(c, &bytes)
}

fn search_without_query(c: &mut Context<'_, Profile>) -> Outcome {
    let search = c.origin()?.request("x")?.without(21);
    broken(c, &search.bytes())
}

fn search_without_databases_field(c: &mut Context<'_, Profile>) -> Outcome {
    let search = c.origin()?.request("x")?.without(18);
    broken(c, &search.bytes())
}

fn attribute_without_value(c: &mut Context<'_, Profile>) -> Outcome {
    let attribute = crate::z3950::ber::sequence([integer(120, 1)]);
    let query = pqf::around(pqf::operand(&[attribute], octets(45, "x")));
    let search = request::search(&[c.profile.database()], query);
    broken(c, &search.bytes())
}

fn present_without_set(c: &mut Context<'_, Profile>) -> Outcome {
    let present = request::bare_present("default", 1, 1).without(31);
    broken(c, &present.bytes())
}

fn scan_without_term(c: &mut Context<'_, Profile>) -> Outcome {
    let scan = request::scan(&[c.profile.database()], "x", 5, 1)?.without(102);
    broken(c, &scan.bytes())
}

fn operator_without_operands(c: &mut Context<'_, Profile>) -> Outcome {
    let and = group(1, [group(46, [crate::z3950::ber::null(0)])]);
    let search = request::search(&[c.profile.database()], pqf::around(and));
    broken(c, &search.bytes())
}

fn empty_query(c: &mut Context<'_, Profile>) -> Outcome {
    let search = c.origin()?.request("x")?.put(group(21, []));
    broken(c, &search.bytes())
}

//! The document around a message: what real clients write there, and what they look for in answers.

use super::super::{
    Profile,
    message::{Element, Form, el, leaf, written},
    steps::{header, text_in},
};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "ncip/envelope", "NCIP 2.02, NCIPMessage", ["partner", "item.here"];
    Must answer_names_its_service [] "A message is answered with the response of its service.";
    Must header_is_turned_round [] "The answer's header is from whom the message was to, and to whom it was from." of "NCIP 2.02, ResponseHeader";
    Must password_is_not_echoed [] "What proves an agency does not come back." of "NCIP 2.02, ResponseHeader";
    Must no_header_is_needed ["service.open-lookup"] "A lookup of an item without a header is answered.";
    Must default_namespace [] "Names without a prefix, in the default namespace, are read.";
    Must any_prefix [] "A prefix other than the usual one is read.";
    Should unqualified_version [] "A version attribute without a prefix is read." of "clients: FOLIO, Koha";
    Should no_namespace [] "A message of version 2 without any namespace is read." of "clients: Koha";
    Should no_version [] "A message without a version is answered, if only with a problem.";
    Must versions_of_2 [] "Every address of version 2 that clients write is taken.";
    Must any_scheme [] "A value with a scheme that is not known is taken as that of the list.";
    Should values_in_any_case [] "Values of lists are compared without regard to case.";
    Must blanks_around_values [] "Blanks and line breaks around values count for nothing.";
    Should order_is_free ["patron.ordinary"] "Children out of their order are read." of "clients: VuFind writes AuthenticationInput before UserId";
    Must comments_and_sections [] "Comments, instructions and CDATA sections are read as XML has them.";
    Must byte_order_mark [] "A byte order mark before the declaration is skipped.";
    Must utf_16 [] "A message in UTF-16 with a byte order mark is read.";
    Must latin_1 [] "A message that says that it is in ISO 8859-1 is read so.";
    Must ext_is_skipped [] "What stands in Ext and is not known is skipped.";
    Must umlauts_come_back [] "Letters beyond ASCII come back as they are.";
    Must empty_values_count_for_nothing [] "Empty optional elements count for nothing." of "clients: crosslink";
}

fn lookup(c: &Context<'_, Profile>) -> Outcome<Element> {
    let content = [
        c.header()?,
        c.copy("here")?,
        leaf("ItemElementType", "Bibliographic Description"),
    ];
    Ok(el("LookupItem", content))
}

/// The document is understood: the title comes back.
fn understood(c: &Context<'_, Profile>, document: impl Into<Vec<u8>>) -> Outcome {
    let answer = c.answer(document)?;
    let found = answer.done("LookupItem")?;
    let barcode = text_in(found, "ItemIdentifierValue")?;
    let wanted = &c.item("here")?.barcode;
    ensure!(barcode == *wanted, "the item is {barcode:?}");
    if let Some(title) = &c.item("here")?.title {
        let own = text_in(found, "Title")?;
        ensure!(own.contains(title), "the title is {own:?}");
    }
    Ok(())
}

fn usual(c: &Context<'_, Profile>) -> Outcome<String> {
    Ok(written(Form::Prefixed, &lookup(c)?))
}

fn answer_names_its_service(c: &mut Context<'_, Profile>) -> Outcome {
    understood(c, usual(c)?)
}

fn header_is_turned_round(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.answer(usual(c)?)?;
    let response = answer.done("LookupItem")?;
    let head = response.child("ResponseHeader");
    let side = |name: &str| {
        let side = head.and_then(|head| head.child(name));
        side.and_then(|side| side.text_of("AgencyId"))
            .map(str::to_owned)
    };
    let (from, to) = (side("FromAgencyId"), side("ToAgencyId"));
    ensure!(
        from.as_deref() == Some(&*c.profile.agency) && to.as_deref() == Some(&*c.partner()?.agency),
        "the answer is from {from:?} to {to:?}"
    );
    Ok(())
}

fn password_is_not_echoed(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.answer(usual(c)?)?;
    ensure!(
        !answer.mentions("FromAgencyAuthentication"),
        "the answer has FromAgencyAuthentication"
    );
    Ok(())
}

fn no_header_is_needed(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [
        c.copy("here")?,
        leaf("ItemElementType", "Bibliographic Description"),
    ];
    understood(c, written(Form::Prefixed, &el("LookupItem", content)))
}

fn default_namespace(c: &mut Context<'_, Profile>) -> Outcome {
    understood(c, written(Form::Default, &lookup(c)?))
}

fn any_prefix(c: &mut Context<'_, Profile>) -> Outcome {
    let other = usual(c)?
        .replace("ns1:", "e-mail.x:")
        .replace("xmlns:ns1", "xmlns:e-mail.x");
    understood(c, other)
}

fn unqualified_version(c: &mut Context<'_, Profile>) -> Outcome {
    understood(c, written(Form::UnqualifiedVersion, &lookup(c)?))
}

fn no_namespace(c: &mut Context<'_, Profile>) -> Outcome {
    understood(c, written(Form::NoNamespace, &lookup(c)?))
}

fn no_version(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?;
    let (before, rest) = text.split_once(" ns1:version=\"").unwrap_or_default();
    let after = rest.split_once('"').map_or("", |(_, after)| after);
    c.answer(format!("{before}{after}")).map(drop)
}

fn versions_of_2(c: &mut Context<'_, Profile>) -> Outcome {
    for version in [
        "http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_0.xsd",
        "http://www.niso.org/schemas/ncip/v2_0/ncip_v2_0.xsd",
        "http://www.niso.org/schemas/ncip/v2_0/imp1/xsd/ncip_v2_01.xsd",
        "http://www.niso.org/ncip/v2_02/imp1/xsd/ncip_v2_02.xsd",
    ] {
        let text = usual(c)?.replace(
            "http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd",
            version,
        );
        understood(c, text)?;
    }
    Ok(())
}

fn any_scheme(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?.replace(
        "<ns1:ItemElementType>",
        "<ns1:ItemElementType ns1:Scheme=\"http://example.org/own.scm\">",
    );
    understood(c, text)
}

fn values_in_any_case(c: &mut Context<'_, Profile>) -> Outcome {
    understood(
        c,
        usual(c)?.replace("Bibliographic Description", "bibliographic description"),
    )
}

fn blanks_around_values(c: &mut Context<'_, Profile>) -> Outcome {
    let barcode = &c.item("here")?.barcode;
    let text = usual(c)?
        .replace(barcode.as_str(), &format!("\n      {barcode}\t\n    "))
        .replace(
            "Bibliographic Description",
            "\n  Bibliographic Description ",
        );
    understood(c, text)
}

fn order_is_free(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [
        leaf("UserElementType", "User Id"),
        c.header()?,
        c.user("ordinary")?,
    ];
    let answer = c.answer(written(Form::Prefixed, &el("LookupUser", content)))?;
    answer.done("LookupUser").map(drop)
}

fn comments_and_sections(c: &mut Context<'_, Profile>) -> Outcome {
    let barcode = &c.item("here")?.barcode;
    let (one, other) = barcode.split_at(3);
    let text = usual(c)?
        .replace(
            barcode.as_str(),
            &format!("{one}<!-- <a> --><![CDATA[{other}]]>"),
        )
        .replace("<ns1:LookupItem>", "<?own thing?><ns1:LookupItem>");
    understood(c, text)
}

fn byte_order_mark(c: &mut Context<'_, Profile>) -> Outcome {
    understood(c, format!("\u{FEFF}{}", usual(c)?))
}

fn utf_16(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?.replace("UTF-8", "UTF-16");
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        understood(c, units.flat_map(order).collect::<Vec<u8>>())?;
    }
    Ok(())
}

fn latin_1(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?
        .replace("UTF-8", "ISO-8859-1")
        .replace("<ns1:LookupItem>", "<!-- päivää --><ns1:LookupItem>");
    let bytes: Vec<u8> = text
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
        .collect();
    understood(c, bytes)
}

fn ext_is_skipped(c: &mut Context<'_, Profile>) -> Outcome {
    let text = usual(c)?.replace(
        "</ns1:LookupItem>",
        "<ns1:Ext><o:own xmlns:o=\"urn:own\"><o:thing>1</o:thing></o:own></ns1:Ext></ns1:LookupItem>",
    );
    understood(c, text)
}

fn umlauts_come_back(c: &mut Context<'_, Profile>) -> Outcome {
    let agency = "Äänekosken \u{1F4DA}";
    let message = el("CheckInItem", [header(agency, None, &c.profile.agency)]);
    let answer = c.answer(written(Form::Prefixed, &message))?;
    let to = text_in(&answer.root, "ToAgencyId").and_then(|_| {
        let to = answer.root.every();
        let to = to.into_iter().find(|node| node.name == "ToAgencyId");
        to.map_or(Ok(String::new()), |to| text_in(to, "AgencyId"))
    })?;
    ensure!(to == agency, "the answer is to {to:?}");
    Ok(())
}

fn empty_values_count_for_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let content = [
        c.header()?,
        c.copy("here")?,
        leaf("ItemElementType", ""),
        leaf("ItemElementType", "Bibliographic Description"),
    ];
    understood(c, written(Form::Prefixed, &el("LookupItem", content)))
}

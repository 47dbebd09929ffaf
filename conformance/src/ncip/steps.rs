//! Steps that many cases begin with.

use super::{
    answer::Answer,
    message::{Element, Form, el, leaf, valued, written},
    profile::{Item, Library, Partner, Patron, Profile},
};
use crate::{
    Context, Outcome, Stop,
    kit::{
        http::{self, Reply, Request},
        xml::Node,
    },
};

/// A card that nobody has.
pub(super) const NOBODY: &str = "2999999990";
/// A barcode that no item has.
pub(super) const NOTHING: &str = "3999999990";
/// A request that there is not.
pub(super) const NO_REQUEST: &str = "no-such-request";

impl Context<'_, Profile> {
    /// Posts these bytes on a connection of its own; whatever comes back.
    pub(super) fn post(&self, bytes: impl Into<Vec<u8>>) -> Outcome<Reply> {
        self.reply(&Request::new("POST", "").body("application/xml; charset=utf-8", bytes))
    }

    pub(super) fn reply(&self, request: &Request) -> Outcome<Reply> {
        let mut wire = self.connect()?;
        wire.send(&request.to_bytes_with(self.target, &self.profile.base, &[]))?;
        http::read(&mut wire, &request.method, &request.path)
    }

    /// Posts a document, and judges the answer.
    pub(super) fn answer(&self, bytes: impl Into<Vec<u8>>) -> Outcome<Answer> {
        let reply = self.post(bytes)?;
        self.judged(reply)
    }

    /// An answer held against what holds for all, and against its schema.
    pub(super) fn judged(&self, reply: Reply) -> Outcome<Answer> {
        let answer = Answer::read(reply)?;
        if let Some(schemas) = &self.profile.xml_schemas {
            let schema = match answer.version_1 {
                true => "ncip/ncip_v1_0.dtd",
                false => "ncip/ncip_v2_02.xsd",
            };
            schemas
                .judge(schema, &answer.reply.bytes)
                .map_err(Stop::Failed)?;
        }
        Ok(answer)
    }

    /// Asks as the partner.
    pub(super) fn ask(&self, service: &str, content: &[Element]) -> Outcome<Answer> {
        let header = self.header()?;
        self.ask_with(header, service, content)
    }

    /// Asks with this header.
    pub(super) fn ask_with(
        &self,
        header: Element,
        service: &str,
        content: &[Element],
    ) -> Outcome<Answer> {
        let message = el(service, [vec![header], content.to_vec()].concat());
        self.answer(written(Form::Prefixed, &message))
    }

    /// Asks as the responder's own agency does, without credentials.
    pub(super) fn ask_openly(&self, service: &str, content: &[Element]) -> Outcome<Answer> {
        self.ask_with(self.own_header(), service, content)
    }

    /// Asks in version 1.
    pub(super) fn ask_1(&self, service: &str, content: &[Element]) -> Outcome<Answer> {
        let to = self.profile.agency.clone();
        self.ask_1_of(&to, service, content)
    }

    /// Asks this agency in version 1.
    pub(super) fn ask_1_of(&self, to: &str, service: &str, content: &[Element]) -> Outcome<Answer> {
        let partner = self.partner()?;
        let header = el(
            "InitiationHeader",
            [
                el("FromAgencyId", [valued("UniqueAgencyId", &partner.agency)]),
                leaf("FromAgencyAuthentication", &partner.password),
                el("ToAgencyId", [valued("UniqueAgencyId", to)]),
            ],
        );
        let message = el(service, [vec![header], content.to_vec()].concat());
        self.answer(written(Form::Version1, &message))
    }

    /// The header of the partner's messages.
    pub(super) fn header(&self) -> Outcome<Element> {
        let partner = self.partner()?;
        Ok(header(
            &partner.agency,
            Some(&partner.password),
            &self.profile.agency,
        ))
    }

    /// The header of messages of the responder's own agency.
    pub(super) fn own_header(&self) -> Element {
        header(&self.profile.agency, None, &self.profile.agency)
    }

    pub(super) fn partner(&self) -> Outcome<&Partner> {
        let partner = self.profile.partner.as_ref();
        partner.ok_or_else(|| Stop::skipped("the profile has no partner"))
    }

    pub(super) fn patron(&self, role: &str) -> Outcome<&Patron> {
        let patron = self.profile.patron.get(role);
        patron.ok_or_else(|| Stop::skipped(format!("the profile has no patron.{role}")))
    }

    pub(super) fn item(&self, role: &str) -> Outcome<&Item> {
        let item = self.profile.item.get(role);
        item.ok_or_else(|| Stop::skipped(format!("the profile has no item.{role}")))
    }

    pub(super) fn spare(&self, number: usize) -> Outcome<&str> {
        let spare = self.profile.spare.get(number);
        spare
            .map(|item| item.barcode.as_str())
            .ok_or_else(|| Stop::skipped("the profile has too few spare items"))
    }

    pub(super) fn library(&self, number: usize) -> Outcome<&Library> {
        let library = self.profile.libraries.get(number);
        library.ok_or_else(|| Stop::skipped("the profile has too few libraries"))
    }

    /// UserId of a role.
    pub(super) fn user(&self, role: &str) -> Outcome<Element> {
        Ok(user_id(&self.patron(role)?.barcode))
    }

    /// ItemId of a role.
    pub(super) fn copy(&self, role: &str) -> Outcome<Element> {
        Ok(item_id(&self.item(role)?.barcode))
    }

    /// BibliographicId of a record of this agency.
    pub(super) fn record_id(&self, record: &str) -> Element {
        let id = [
            leaf("BibliographicRecordIdentifier", record),
            leaf("AgencyId", &self.profile.agency),
        ];
        el("BibliographicId", [el("BibliographicRecordId", id)])
    }

    /// BibliographicId of the record of a role.
    pub(super) fn record(&self, role: &str) -> Outcome<Element> {
        let record = self.item(role)?.record.as_deref();
        let record = record.ok_or_else(|| Stop::skipped("the item has no record"))?;
        Ok(self.record_id(record))
    }

    /// Lends a spare item to the ordinary patron until the case is over; UserId and ItemId.
    pub(super) fn lent(&mut self, number: usize) -> Outcome<(Vec<Element>, Answer)> {
        let item = item_id(self.spare(number)?);
        let content = vec![self.user("ordinary")?, item.clone()];
        self.returned_later(item);
        let answer = self.ask("CheckOutItem", &content)?;
        answer.done("CheckOutItem")?;
        Ok((content, answer))
    }

    /// Returns the item when the case is over.
    pub(super) fn returned_later(&mut self, item: Element) {
        self.later(move |c| drop(c.ask("CheckInItem", &[item])));
    }

    /// Cancels the ordinary patron's request for an item when the case is over.
    pub(super) fn cancelled_later(&mut self, key: Element) {
        self.later(move |c| {
            if let Ok(user) = c.user("ordinary") {
                drop(c.ask("CancelRequestItem", &[user, key, request_type("Hold")]));
            }
        });
    }

    /// That the responder still answers.
    pub(super) fn lives(&self) -> Outcome {
        let agency = leaf("AgencyId", &self.profile.agency);
        let kind = leaf("AgencyElementType", "Organization Name Information");
        self.ask_openly("LookupAgency", &[agency, kind])?
            .done("LookupAgency")
            .map(drop)
    }
}

pub(super) fn header(from: &str, password: Option<&str>, to: &str) -> Element {
    let mut content = vec![el("FromAgencyId", [leaf("AgencyId", from)])];
    content.extend(password.map(|password| leaf("FromAgencyAuthentication", password)));
    content.push(el("ToAgencyId", [leaf("AgencyId", to)]));
    el("InitiationHeader", content)
}

pub(super) fn user_id(barcode: &str) -> Element {
    el("UserId", [leaf("UserIdentifierValue", barcode)])
}

pub(super) fn item_id(barcode: &str) -> Element {
    el("ItemId", [leaf("ItemIdentifierValue", barcode)])
}

pub(super) fn request_id(agency: &str, id: &str) -> Element {
    el(
        "RequestId",
        [leaf("AgencyId", agency), leaf("RequestIdentifierValue", id)],
    )
}

pub(super) fn request_type(kind: &str) -> Element {
    leaf("RequestType", kind)
}

pub(super) fn scope(kind: &str) -> Element {
    leaf("RequestScopeType", kind)
}

/// Two AuthenticationInputs.
pub(super) fn credentials(names: [&str; 2], name: &str, secret: &str) -> Vec<Element> {
    let input = |kind: &str, data: &str| {
        el(
            "AuthenticationInput",
            [
                leaf("AuthenticationInputData", data),
                leaf("AuthenticationDataFormatType", "text"),
                leaf("AuthenticationInputType", kind),
            ],
        )
    };
    vec![input(names[0], name), input(names[1], secret)]
}

/// The identifier of a request in a response.
pub(super) fn request_of(node: &Node) -> Outcome<Element> {
    let found = node
        .every()
        .into_iter()
        .find(|node| node.name == "RequestId");
    let request = found.ok_or_else(|| Stop::failed("the answer has no RequestId"))?;
    let value = request.text_of("RequestIdentifierValue");
    let value = value.filter(|text| !text.is_empty());
    let value = value.ok_or_else(|| Stop::failed("the RequestId is empty"))?;
    let agency = request.text_of("AgencyId").unwrap_or_default();
    Ok(request_id(agency, value))
}

/// The text of the first element of this name, wherever it stands.
pub(super) fn text_in(node: &Node, name: &str) -> Outcome<String> {
    let found = node.every().into_iter().find(|node| node.name == name);
    found
        .map(|node| node.text.trim().to_owned())
        .ok_or_else(|| Stop::failed(format!("{} has no {name}", node.name)))
}

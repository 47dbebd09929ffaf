//! Whole messages: their envelope.

use crate::{
    answer::Answer,
    fiscal::Amount,
    header::{InitiationHeader, ResponseHeader},
    kind,
    node::{Context, Halt, Node, Tree},
    out::Out,
    pair::SchemeValuePair,
    problem::{self, Problem},
    reading::Reading,
    request::Request,
    service::Service,
    several::Several,
    structure::{Content, Read},
    unreadable::{Unreadable, Why},
    version::{Edition, Version},
};

/// Bytes that most messages fit in.
const USUAL_LENGTH: usize = 2 << 10;

/// A message of NCIP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The version that it is in. Versions 2.0 to 2.02 have the same form here, that of 2.02.
    pub version: Version,
    /// What it is.
    pub body: Body,
}

/// What a message is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// It asks or tells.
    Initiation(Initiation),
    /// It answers.
    Response(Response),
    /// It says what is wrong with a message whose service cannot be told. Version 1 has no such
    /// message: these are always written in version 2.02.
    Problems(Several<Problem>),
}

impl Body {
    /// A response in this version. A refusal of a service that neither it nor version 2.02 has, as
    /// AuthenticateUser in version 2, has no element to stand in: it is the bare problems.
    pub(crate) fn response(
        version: Version,
        header: Option<ResponseHeader>,
        outcome: Outcome,
    ) -> Self {
        let has = |service: Service| service.is_in(version) || service.is_in(Version::V2_02);
        match outcome {
            Outcome::Refused(refusal) if !has(refusal.service) => Self::Problems(refusal.problems),
            outcome => Self::Response(Response { header, outcome }),
        }
    }
}

/// A message that asks or tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initiation {
    /// From whom to whom. Version 1 must have it, and is written with an empty one.
    pub header: Option<InitiationHeader>,
    /// What is asked.
    pub request: Request,
}

/// A message that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// From whom to whom. Version 1 must have it, and is written with an empty one.
    pub header: Option<ResponseHeader>,
    /// What became of what was asked.
    pub outcome: Outcome,
}

/// What became of what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done(Answer),
    /// It was not done.
    Refused(Refusal),
}

/// Why something was not done. There is no place beside it for what was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The service that was asked for.
    pub service: Service,
    /// What is against it.
    pub problems: Several<Problem>,
    /// `RequiredFeeAmount`: what must be accepted first. Only `CheckOutItem`, `RenewItem`,
    /// `RequestItem` and `UpdateRequestItem` have a place for it; elsewhere it is not written.
    pub required_fee_amount: Option<Amount>,
    /// `RequiredItemUseRestrictionType`: the same. Version 1 has no place for it in
    /// `UpdateRequestItem`.
    pub required_item_use_restriction_types: Vec<SchemeValuePair>,
}

impl Refusal {
    /// A refusal with one problem.
    pub fn new(service: Service, problem: Problem) -> Self {
        Self {
            service,
            problems: Several::one(problem),
            required_fee_amount: None,
            required_item_use_restriction_types: Vec::new(),
        }
    }

    fn has_requirements(service: Service) -> bool {
        matches!(
            service,
            Service::CheckOutItem
                | Service::RenewItem
                | Service::RequestItem
                | Service::UpdateRequestItem
        )
    }

    fn read(service: Service, node: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        let problems = Several::of(problem::read(node, context)?);
        let Some(problems) = problems else {
            return Ok(None);
        };
        let (fee, restrictions) = match Self::has_requirements(service) {
            true => (
                kind::read::opt(node, "RequiredFeeAmount", context)?,
                kind::read::many(node, "RequiredItemUseRestrictionType", context)?,
            ),
            false => (None, Vec::new()),
        };
        Ok(Some(Self {
            service,
            problems,
            required_fee_amount: fee,
            required_item_use_restriction_types: restrictions,
        }))
    }

    fn write(&self, out: &mut Out<'_>) {
        let is_notification = self.service.notification().is_some();
        problem::write(&self.problems, is_notification, out);
        if !Self::has_requirements(self.service) {
            return;
        }
        kind::write::opt(&self.required_fee_amount, "RequiredFeeAmount", out);
        let restrictions = &self.required_item_use_restriction_types;
        match self.service {
            Service::UpdateRequestItem => {
                kind::write::many2(restrictions, "RequiredItemUseRestrictionType", out);
            }
            _ => kind::write::many(restrictions, "RequiredItemUseRestrictionType", out),
        }
    }
}

impl Outcome {
    /// The service that was asked for.
    pub fn service(&self) -> Service {
        match self {
            Self::Done(answer) => answer.service(),
            Self::Refused(refusal) => refusal.service,
        }
    }
}

/// What could be told of a message before its content is read.
pub(crate) struct Outline<'t> {
    pub(crate) version: Version,
    root: Node<'t>,
    /// What stands in the root element and is no problem.
    services: Vec<Node<'t>>,
}

impl<'t> Outline<'t> {
    fn of(root: Node<'t>, text: &str) -> Self {
        let named = root.version().and_then(Version::of_uri);
        // Without a version, the names of version 1 tell it.
        let looks_old = !root.in_namespace() && text.contains("UniqueAgencyId");
        let guessed = match looks_old {
            true => Version::V1_0,
            false => Version::V2_02,
        };
        let is_ext = |node: &Node<'_>| node.name() == "Ext";
        let known = |node: &Node<'_>| asked(node.name()).is_some();
        let elements = || root.children().filter(|node| node.name() != "Problem");
        let mut services: Vec<_> = elements().filter(|node| !is_ext(node)).collect();
        if services.is_empty() {
            // Services that came later stand in an extension of earlier versions.
            let within = elements().flat_map(|ext| ext.children());
            services = within.filter(known).collect();
        }
        Self {
            version: named.unwrap_or(guessed),
            root,
            services,
        }
    }

    /// The first service in the message that there is: its element, and whether it is the
    /// response.
    pub(crate) fn service(&self) -> Option<(Service, bool, Node<'t>)> {
        let mut services = self.services.iter();
        services.find_map(|node| asked(node.name()).map(|(service, back)| (service, back, *node)))
    }

    /// The header of the initiation in the message, as far as it can be read.
    pub(crate) fn header(&self, context: &Context) -> Option<InitiationHeader> {
        let (_, _, node) = self.service()?;
        let header = kind::read::opt(&node, "InitiationHeader", context);
        header.ok().flatten()
    }

    fn read(&self, context: &Context) -> Result<Body, Why> {
        if self.root.name() != "NCIPMessage" {
            return Err(Why::NotNcip(self.root.name().chars().take(60).collect()));
        }
        let (service, is_response, node) = match (self.services.as_slice(), self.service()) {
            ([], _) => return self.problems(context),
            ([_], Some(found)) => found,
            ([one], None) => {
                return Err(Why::UnknownService(one.name().chars().take(60).collect()));
            }
            _ => return Err(Why::SeveralServices),
        };
        let body = match is_response {
            true => read_response(service, &node, context)?
                .map(|(header, outcome)| Body::response(self.version, header, outcome)),
            false => read_initiation(service, &node, context)?.map(Body::Initiation),
        };
        body.ok_or(Why::Untyped)
    }

    fn problems(&self, context: &Context) -> Result<Body, Why> {
        let problems = problem::read(&self.root, context)?;
        let problems = Several::of(problems).map(Body::Problems);
        problems.ok_or(Why::NoService)
    }
}

/// The service that an element is of, and whether it is the response.
fn asked(name: &str) -> Option<(Service, bool)> {
    let initiation = Service::of_name(name).map(|service| (service, false));
    let response = || Service::of_name(name.strip_suffix("Response")?);
    initiation.or_else(|| response().map(|service| (service, true)))
}

fn read_initiation(
    service: Service,
    node: &Node<'_>,
    context: &Context,
) -> Read<Option<Initiation>> {
    let header = kind::read::opt(node, "InitiationHeader", context)?;
    let request = Request::read(service, node, context)?;
    Ok(request.map(|request| Initiation { header, request }))
}

fn read_response(
    service: Service,
    node: &Node<'_>,
    context: &Context,
) -> Read<Option<(Option<ResponseHeader>, Outcome)>> {
    let header = kind::read::opt(node, "ResponseHeader", context)?;
    let outcome = match Refusal::read(service, node, context)? {
        Some(refusal) => Some(Outcome::Refused(refusal)),
        None => Answer::read(service, node, context)?.map(Outcome::Done),
    };
    Ok(outcome.map(|outcome| (header, outcome)))
}

impl Message {
    /// Reads a message in the encoding that it declares. Namespaces, the order of elements and
    /// elements that are not known make no difference; a document type is passed over and never
    /// fetched.
    pub fn read(bytes: &[u8], reading: &Reading) -> Result<Self, Unreadable> {
        let too_long = bytes.len() > reading.limits.total.saturating_mul(2);
        let head = if too_long { &[] } else { bytes };
        let text = silta_xml::decode(head).map_err(|error| Unreadable::bare(Why::Xml(error)))?;
        let (tree, result) = Tree::read(&text, reading);
        let outline = Outline::of(tree.root(), &text);
        let context = Context {
            edition: outline.version.edition(),
            zone: reading.zone.clone(),
            repeats: reading.repeats,
        };
        let body = match result {
            _ if too_long => Err(Why::TooLong),
            Ok(()) => outline.read(&context),
            Err(Halt::Xml(error)) => Err(Why::Xml(error)),
            Err(Halt::TooManyElements) => Err(Why::TooManyElements),
        };
        match body {
            Ok(body) => Ok(Self {
                version: outline.version,
                body,
            }),
            Err(why) => Err(Unreadable::of(why, &outline, &context)),
        }
    }

    /// The message as XML in UTF-8: valid by the schema of 2.02, or by the DTD of 1.0. What the
    /// version of the message does not have is written in version 2.02.
    pub fn write(&self) -> String {
        let mut text = String::with_capacity(USUAL_LENGTH);
        let mut out = Out::begin(&mut text, self.written_in());
        match &self.body {
            Body::Initiation(initiation) => initiation.write(&mut out),
            Body::Response(response) => response.write(&mut out),
            Body::Problems(problems) => problem::write(problems, false, &mut out),
        }
        out.finish();
        text
    }

    fn written_in(&self) -> Version {
        let has = |service: Service| service.is_in(self.version);
        let is_there = match &self.body {
            Body::Initiation(initiation) => has(initiation.request.service()),
            Body::Response(response) => has(response.outcome.service()),
            Body::Problems(_) => self.version != Version::V1_0,
        };
        match is_there {
            true => self.version,
            false => Version::V2_02,
        }
    }

    /// What is asked, if the message asks: for whoever takes initiations only. A response is
    /// told apart.
    pub fn into_initiation(self) -> Result<(Version, Initiation), Unreadable> {
        match self.body {
            Body::Initiation(initiation) => Ok((self.version, initiation)),
            Body::Response(_) | Body::Problems(_) => Err(Unreadable::response(self.version)),
        }
    }
}

impl Initiation {
    fn write(&self, out: &mut Out<'_>) {
        out.start(self.request.service().name());
        write_header(&self.header, "InitiationHeader", out);
        self.request.write(out);
        out.end();
    }

    /// The message that answers this one, in the same version.
    pub fn answered(&self, version: Version, outcome: Outcome) -> Message {
        let header = self.header.as_ref().map(InitiationHeader::answered);
        let body = Body::response(version, header, outcome);
        Message { version, body }
    }
}

impl Response {
    /// A refusal in a version that does not have the service, as AuthenticateUser in 2.02, has no
    /// element and stands bare.
    fn write(&self, out: &mut Out<'_>) {
        if let Outcome::Refused(refusal) = &self.outcome
            && !refusal.service.is_in(Version::V2_02)
            && out.edition == Edition::Two
        {
            return problem::write(&refusal.problems, false, out);
        }
        out.start(self.outcome.service().response_name());
        write_header(&self.header, "ResponseHeader", out);
        match &self.outcome {
            Outcome::Done(answer) => answer.write(out),
            Outcome::Refused(refusal) => refusal.write(out),
        }
        out.end();
    }
}

fn write_header<T: Content + Default>(header: &Option<T>, name: &'static str, out: &mut Out<'_>) {
    kind::write::must1(header, name, out);
}

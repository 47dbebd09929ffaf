//! A question of a harvester, asked of the catalogue.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use silta_consortium::{
    CataloguePart, ChangesAsked, Context, Error, Failure, FailureKind, Origin, Page as Span,
    Protocol, RecordChange, RecordChanges, RecordId, RefusalCode,
};
use silta_marc::Field;
use silta_oai_pmh::{
    Body, Code, Continuation, Datestamp, DeletedRecord, Fault, Faults, Granularity, Header,
    Identify, List, MetadataPrefix, OaiIdentifier, Page, Record, Request, Response,
    ResumptionToken, Selection, SetSpec, Verb,
};

use crate::{
    copies::{self, CopyData, MAX_COPIES},
    format::{FORMATS, Format},
    sets,
    settings::OaiSettings,
    token::{Listed, Position},
};

/// For how long a catalogue that cannot say until when its changes are complete (one elsewhere) may
/// still date changes back: by what its clock is behind, and by what it takes to write one.
const UNSETTLED: SignedDuration = SignedDuration::from_mins(5);

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum No {
    /// In the protocol's own words.
    Faults(Faults),
    /// The catalogue does not answer now.
    Failed(Failure),
}

impl From<Fault> for No {
    fn from(fault: Fault) -> Self {
        Self::Faults(fault.into())
    }
}

/// Harvesters are refused nothing: whatever they ask for has its words in the protocol.
impl From<Error> for No {
    fn from(error: Error) -> Self {
        Self::Failed(match error {
            Error::Failed(failure) => failure,
            Error::Refused(refusal) => Failure::internal(refusal.code.as_str()),
        })
    }
}

/// An answer, and the date that it carries.
struct Dated {
    body: Body,
    date: Timestamp,
}

/// One request on its way through.
pub(crate) struct Asking<'a> {
    pub(crate) settings: &'a OaiSettings,
    pub(crate) deadline: Instant,
}

impl Asking<'_> {
    /// The whole answer; none if the catalogue does not answer now.
    pub(crate) async fn answer(
        &self,
        request: Result<Request, Faults>,
    ) -> Result<Response, Failure> {
        let now = (self.settings.now)();
        let (answer, request) = match request {
            Ok(request) => (self.dated(&request).await, Some(request)),
            Err(faults) => (Err(No::Faults(faults)), None),
        };
        let Dated { body, date } = match answer {
            Ok(answer) => answer,
            Err(No::Faults(faults)) => Dated {
                body: Body::Faults(faults),
                date: now,
            },
            Err(No::Failed(failure)) => return Err(failure),
        };
        Ok(Response {
            response_date: date,
            base_url: self.settings.base_url.clone(),
            request: request.map(|request| (request.verb(), request.arguments())),
            body,
        })
    }

    async fn dated(&self, request: &Request) -> Result<Dated, No> {
        let now = (self.settings.now)();
        let at_once = |body| Ok(Dated { body, date: now });
        match request {
            Request::GetRecord {
                identifier,
                metadata_prefix,
            } => at_once(self.get_record(identifier, metadata_prefix).await?),
            Request::Identify => self.identify().await,
            Request::ListIdentifiers(list) => self.list(Verb::ListIdentifiers, list).await,
            Request::ListMetadataFormats { identifier } => {
                at_once(self.list_metadata_formats(identifier.as_deref()).await?)
            }
            Request::ListRecords(list) => self.list(Verb::ListRecords, list).await,
            Request::ListSets(token) => at_once(self.list_sets(token.as_ref()).await?),
        }
    }

    fn context(&self) -> Context {
        let origin = Origin {
            protocol: Protocol::OaiPmh,
            account: None,
            library: None,
        };
        Context {
            origin,
            deadline: self.deadline,
        }
    }

    async fn changes(&self, asked: ChangesAsked) -> Result<RecordChanges, No> {
        let context = self.context();
        let changes = self.settings.consortium.changes(&context, asked).await;
        changes.map_err(|error| match error {
            // A token was signed here, but for another catalogue.
            Error::Failed(failure) if failure.kind == FailureKind::Unsearchable => {
                Fault::new(Code::BadResumptionToken, failure.what).into()
            }
            error => error.into(),
        })
    }

    async fn identify(&self) -> Result<Dated, No> {
        let first = self
            .changes(ChangesAsked {
                limit: 1,
                ..ChangesAsked::ALL
            })
            .await?;
        let date = self.complete_until(&first);
        let earliest = first.changes.first().map_or(date, |change| change.changed);
        let settings = self.settings;
        Ok(Dated {
            date,
            body: Body::Identify(Identify {
                repository_name: settings.repository_name.clone(),
                base_url: settings.base_url.clone(),
                admin_emails: settings.admin_emails.clone(),
                earliest_datestamp: Datestamp::second_of(earliest),
                deleted_record: DeletedRecord::Persistent,
                granularity: Granularity::Second,
                compression: vec!["gzip".to_owned()],
                oai_identifier: Some(OaiIdentifier {
                    repository_identifier: settings.domain.clone(),
                    sample_identifier: self.identifier(&"kainet.1".into()),
                }),
            }),
        })
    }

    /// From when on the next harvest has all that this one has not.
    fn complete_until(&self, first: &RecordChanges) -> Timestamp {
        first.complete_until.unwrap_or_else(|| {
            let now = (self.settings.now)();
            now.saturating_sub(UNSETTLED).unwrap_or(now)
        })
    }

    fn identifier(&self, id: &RecordId) -> String {
        format!("oai:{}:{}", self.settings.domain, id.as_str())
    }

    /// The record that an identifier names, as it last changed.
    async fn named(&self, identifier: &str, records: bool) -> Result<RecordChange, No> {
        let unknown = || No::from(Fault::new(Code::IdDoesNotExist, "there is no such item"));
        let local = identifier
            .strip_prefix("oai:")
            .and_then(|rest| rest.strip_prefix(&*self.settings.domain))
            .and_then(|rest| rest.strip_prefix(':'))
            .ok_or_else(unknown)?;
        let context = self.context();
        let id = RecordId::from(local);
        match self
            .settings
            .consortium
            .change_of(&context, &id, records)
            .await
        {
            Ok(change) => Ok(change),
            Err(Error::Refused(refusal)) if refusal.code == RefusalCode::ItemUnknown => {
                Err(unknown())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn get_record(&self, identifier: &str, prefix: &MetadataPrefix) -> Result<Body, No> {
        let change = self.named(identifier, true).await?;
        let format = format(prefix)?;
        Ok(Body::GetRecord(self.record(change, format).await?))
    }

    async fn list_metadata_formats(&self, identifier: Option<&str>) -> Result<Body, No> {
        if let Some(identifier) = identifier {
            self.named(identifier, false).await?;
        }
        let formats = FORMATS.iter().filter_map(Format::told).collect();
        Ok(Body::ListMetadataFormats(formats))
    }

    async fn list_sets(&self, token: Option<&ResumptionToken>) -> Result<Body, No> {
        if token.is_some() {
            return Err(unknown_token());
        }
        let context = self.context();
        let consortium = &self.settings.consortium;
        let libraries = consortium.libraries(&context).await?;
        let parts = consortium.parts(&context).await?;
        let kinds = &self.settings.sets;
        let sets: Vec<_> = parts
            .iter()
            .filter_map(|part| sets::described(part, kinds, &libraries))
            .collect();
        if sets.is_empty() {
            return Err(Fault::new(Code::NoSetHierarchy, "there are no sets").into());
        }
        Ok(Body::ListSets(Page {
            entries: sets,
            continuation: None,
        }))
    }

    async fn list(&self, verb: Verb, list: &List) -> Result<Dated, No> {
        match list {
            List::First(selection) => self.list_from_its_beginning(verb, selection).await,
            List::More(token) => {
                let position = self.settings.token_key.open(token);
                let position = position.filter(|position| position.list.verb == verb);
                self.list_on(position.ok_or_else(unknown_token)?).await
            }
        }
    }

    async fn list_from_its_beginning(
        &self,
        verb: Verb,
        selection: &Selection,
    ) -> Result<Dated, No> {
        let format = format(&selection.metadata_prefix)?;
        let part = self.part(selection.set.as_ref())?;
        let from = selection.from.map(|from| {
            let overlap = self.settings.from_overlap;
            from.begins()
                .saturating_sub(overlap)
                .unwrap_or(Timestamp::MIN)
        });
        let until = selection.until.map(Datestamp::ends);
        let asked = ChangesAsked {
            from,
            until,
            part,
            after: None,
            limit: self.settings.page_size,
            records: verb == Verb::ListRecords,
        };
        let mut first = self.changes(asked).await?;
        let date = self.complete_until(&first);
        // What comes into the same second later is in the next harvest too.
        let now_ends = Datestamp::second_of(date).ends();
        let until = until.map_or(now_ends, |until| until.min(now_ends));
        if first.complete_until.is_none() {
            keep_settled(&mut first, until);
        }
        if first.changes.is_empty() {
            // Dated as a list would be: a harvester begins its next one there all the same.
            let none = Fault::new(Code::NoRecordsMatch, "nothing changed there");
            return Ok(Dated {
                body: Body::Faults(none.into()),
                date,
            });
        }
        let list = Listed {
            verb,
            prefix: format.prefix.to_owned(),
            set: selection.set.clone(),
            until,
            bounded: selection.until.is_some(),
            total: first.total,
        };
        Ok(Dated {
            body: self.page(first, list, 0, format).await?,
            date,
        })
    }

    async fn list_on(&self, position: Position) -> Result<Dated, No> {
        let Position {
            mut list,
            after,
            cursor,
        } = position;
        let format = Format::of_prefix(&list.prefix).ok_or_else(unknown_token)?;
        let asked = ChangesAsked {
            from: None,
            until: Some(list.until),
            part: self.part(list.set.as_ref())?,
            after: Some(after),
            limit: self.settings.page_size,
            records: list.verb == Verb::ListRecords,
        };
        let mut next = self.changes(asked.clone()).await?;
        if next.changes.is_empty() && !list.bounded {
            // What was left has changed since, so it stands beyond the bound now. A part of a list
            // is never empty: the bound is lifted.
            next = self
                .changes(ChangesAsked {
                    until: None,
                    ..asked
                })
                .await?;
            list.until = Timestamp::MAX;
        }
        if next.changes.is_empty() {
            return Err(Fault::new(Code::NoRecordsMatch, "what was left has changed since").into());
        }
        let date = (self.settings.now)();
        Ok(Dated {
            body: self.page(next, list, cursor, format).await?,
            date,
        })
    }

    /// A part of a list, of which so many were told before.
    async fn page(
        &self,
        part: RecordChanges,
        list: Listed,
        cursor: u64,
        format: &Format,
    ) -> Result<Body, No> {
        let (verb, complete_list_size) = (list.verb, list.total);
        let is_whole = cursor == 0 && part.next.is_none();
        let told = part.changes.len() as u64;
        let position = part.next.map(|after| Position {
            list,
            after,
            cursor: cursor + told,
        });
        let continuation = (!is_whole).then_some(Continuation {
            token: position.and_then(|position| self.settings.token_key.seal(&position)),
            expiration_date: None,
            complete_list_size,
            cursor: Some(cursor),
        });
        if verb == Verb::ListIdentifiers {
            let headers = part.changes.iter().map(|change| self.header(change));
            return Ok(Body::ListIdentifiers(Page {
                entries: headers.collect(),
                continuation,
            }));
        }
        let mut entries = Vec::with_capacity(part.changes.len());
        for change in part.changes {
            entries.push(self.record(change, format).await?);
        }
        Ok(Body::ListRecords(Page {
            entries,
            continuation,
        }))
    }

    async fn record(&self, change: RecordChange, format: &Format) -> Result<Record, No> {
        let header = self.header(&change);
        let copies = match &change.record {
            Some(_) if format.tells_copies => self.copies(&change.id).await?,
            _ => Vec::new(),
        };
        let metadata = change.record.map(|record| format.written(&record, copies));
        Ok(Record {
            header,
            metadata,
            about: Vec::new(),
        })
    }

    /// The fields of a record's copies. They may be newer than its date here; then it has a newer
    /// one already, and comes again.
    async fn copies(&self, id: &RecordId) -> Result<Vec<Field>, No> {
        let data = self.settings.copy_data;
        if data == CopyData::None {
            return Ok(Vec::new());
        }
        let span = Span {
            skip: 0,
            limit: MAX_COPIES,
        };
        let context = self.context();
        let held = self.settings.consortium.holdings(&context, id, span).await;
        match held {
            Ok(held) => Ok(copies::fields(&held.items, data, &self.settings.time_zone)),
            // It was deleted meanwhile, and comes again as that.
            Err(Error::Refused(refusal)) if refusal.code == RefusalCode::ItemUnknown => {
                Ok(Vec::new())
            }
            Err(error) => Err(error.into()),
        }
    }

    fn header(&self, change: &RecordChange) -> Header {
        let kinds = &self.settings.sets;
        let sets = change
            .parts
            .iter()
            .filter_map(|part| sets::spec_of(part, kinds));
        Header {
            identifier: self.identifier(&change.id),
            datestamp: Datestamp::second_of(change.changed),
            sets: sets.collect(),
            deleted: change.deleted,
        }
    }

    /// The part of the catalogue that a set is. A set that nobody has is as one without records.
    fn part(&self, set: Option<&SetSpec>) -> Result<Option<CataloguePart>, No> {
        let Some(set) = set else {
            return Ok(None);
        };
        if self.settings.sets.is_empty() {
            return Err(Fault::new(Code::NoSetHierarchy, "there are no sets").into());
        }
        let part = sets::part_of(set, &self.settings.sets);
        let none = || Fault::new(Code::NoRecordsMatch, format!("there is no set {set}"));
        Ok(Some(part.ok_or_else(none)?))
    }
}

/// Leaves the changes to the next harvest that the catalogue dated after the answer.
fn keep_settled(first: &mut RecordChanges, until: Timestamp) {
    let told = first.changes.len();
    first.changes.retain(|change| change.changed < until);
    if first.changes.len() < told {
        (first.next, first.total) = (None, None);
    }
}

fn format(prefix: &MetadataPrefix) -> Result<&'static Format, No> {
    let known = Format::of_prefix(prefix.as_str());
    let unknown = || {
        Fault::new(
            Code::CannotDisseminateFormat,
            format!("there is no format {prefix}"),
        )
    };
    Ok(known.ok_or_else(unknown)?)
}

fn unknown_token() -> No {
    Fault::new(
        Code::BadResumptionToken,
        "the token was not given for this list",
    )
    .into()
}

#[cfg(test)]
mod tests {
    use silta_consortium::ChangePlace;

    use super::*;

    #[test]
    fn what_is_dated_after_the_answer_is_left_to_the_next_one() {
        let change = |second| RecordChange {
            id: format!("kainet.{second}").into(),
            changed: Timestamp::from_second(second).unwrap(),
            deleted: false,
            parts: Vec::new(),
            record: None,
        };
        let list = |seconds: &[i64]| RecordChanges {
            changes: seconds.iter().copied().map(change).collect(),
            next: Some(ChangePlace::new("there")),
            total: Some(9),
            complete_until: None,
        };
        let until = Timestamp::from_second(20).unwrap();
        let mut settled = list(&[10, 19]);
        keep_settled(&mut settled, until);
        assert_eq!(settled, list(&[10, 19]));
        let mut cut = list(&[10, 19, 20, 21]);
        keep_settled(&mut cut, until);
        assert_eq!(cut.changes, list(&[10, 19]).changes);
        assert_eq!((cut.next, cut.total), (None, None));
    }
}

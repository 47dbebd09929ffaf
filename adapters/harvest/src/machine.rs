//! The harvest of one source, without IO: what is asked next, and what an answer means.

use silta_embedded::{Harvested, Portion};
use silta_xml::{Limits, Reader};

use crate::{
    Fault, Kind, SourceSettings,
    oai::Oai,
    place::{Place, UnderWay},
    sru::Sru,
};

/// Answers of one run at the most.
pub const MAX_ANSWERS: u32 = 1_000_000;
/// How often a list is begun again in one run, when the source forgets where it was.
pub const MAX_RESTARTS: u32 = 3;

/// The harvest of one source.
#[derive(Debug)]
pub struct Machine {
    pub(crate) settings: SourceSettings,
    pub(crate) place: Place,
    /// As it stands in the store.
    stored: Option<String>,
    speaks: Speaks,
    answers: u32,
    restarts: u32,
    done: bool,
}

#[derive(Debug)]
enum Speaks {
    Oai(Oai),
    Sru(Sru),
}

/// What is written after an answer.
#[derive(Debug)]
pub struct Step {
    number: i64,
    records: Vec<Harvested>,
    before: Option<String>,
    after: String,
    gone: Option<u32>,
}

impl Step {
    /// The records of the answer.
    pub fn records(&self) -> &[Harvested] {
        &self.records
    }

    /// As the store takes it.
    pub fn portion(&self) -> Portion<'_> {
        Portion {
            number: self.number,
            records: &self.records,
            before: self.before.as_deref(),
            after: &self.after,
            gone: self.gone,
        }
    }
}

/// What an answer meant.
pub(crate) enum Meant {
    /// Something about the source.
    Known,
    /// Records, and where the list goes on; none at its end.
    Records(Vec<Harvested>, Option<String>),
    /// The source does not know the place any more, and why it says so.
    Lost(String),
}

impl Machine {
    /// Begins where the store says that the harvest stands, or anew with everything if `full`.
    pub fn begin(
        settings: SourceSettings,
        stored: Option<String>,
        full: bool,
    ) -> Result<Self, Fault> {
        let place = Place::begin(stored.as_deref(), &settings, full)?;
        Ok(Self {
            speaks: match settings.kind {
                Kind::Oai => Speaks::Oai(Oai::default()),
                Kind::Sru(version) => Speaks::Sru(Sru { version }),
            },
            settings,
            place,
            stored,
            answers: 0,
            restarts: 0,
            done: false,
        })
    }

    /// Whether everything is asked for, so that the rest is gone.
    pub fn is_full(&self) -> bool {
        self.place.under_way.as_ref().is_some_and(|way| way.full)
    }

    /// What somebody should know of it.
    pub fn note(&self) -> Option<&'static str> {
        let blind = self.place.under_way.as_ref().is_some_and(|way| way.blind);
        match &self.speaks {
            _ if blind => Some("records without identifier came, so none is taken for gone"),
            Speaks::Oai(oai) if !self.is_full() && oai.forgets() => {
                Some("it does not tell of all deletions: harvest it with --full now and then")
            }
            _ => None,
        }
    }

    /// The address to be asked next; none when all is done.
    pub fn next_address(&mut self) -> Option<String> {
        let way = self.place.under_way.as_mut().filter(|_| !self.done)?;
        Some(match &self.speaks {
            Speaks::Oai(oai) => oai.next(&self.settings, self.place.complete, way),
            Speaks::Sru(sru) => sru.next(&self.settings, way),
        })
    }

    /// Takes the answer; gives what is to be written before the next is asked.
    pub fn answer(&mut self, text: &str) -> Result<Option<Step>, Fault> {
        self.answers += 1;
        if self.answers > MAX_ANSWERS {
            return Err(Fault::TooManyAnswers);
        }
        let limits = Limits {
            total: self.settings.max_answer,
            ..Limits::default()
        };
        let mut way = self.place.under_way.clone().unwrap_or_default();
        let meant = match &mut self.speaks {
            Speaks::Oai(oai) => oai.answer(text, limits, &mut way)?,
            Speaks::Sru(sru) => sru.answer(text, limits, &mut way)?,
        };
        match meant {
            Meant::Known => Ok(None),
            Meant::Lost(why) => self.restart(way, why),
            Meant::Records(records, next) => {
                if next.is_some() && next == way.next {
                    return Err(Fault::Endless(next.unwrap_or_default()));
                }
                self.step(records, UnderWay { next, ..way }).map(Some)
            }
        }
    }

    /// Begins the list again from where it began; what is known by then is unchanged.
    fn restart(&mut self, way: UnderWay, why: String) -> Result<Option<Step>, Fault> {
        self.restarts += 1;
        if self.restarts > MAX_RESTARTS {
            return Err(Fault::Unsteady(why));
        }
        self.place.under_way = Some(UnderWay {
            next: None,
            total: None,
            ..way
        });
        Ok(None)
    }

    fn step(&mut self, records: Vec<Harvested>, way: UnderWay) -> Result<Step, Fault> {
        self.done = way.next.is_none();
        let gone = (self.done && way.full && !way.blind).then_some(self.settings.delete_limit);
        self.place.under_way = Some(way);
        let after = match self.done {
            true => self.place.clone().completed(),
            false => self.place.clone(),
        };
        let after = after.text()?;
        Ok(Step {
            number: self.place.number,
            records,
            before: self.stored.replace(after.clone()),
            after,
            gone,
        })
    }
}

/// Whether a document is a MARCXML record; what it is otherwise. What is no XML is a bad record, not
/// a wrong format.
pub(crate) fn check_marc(xml: &str) -> Result<(), Fault> {
    let root = Reader::new(xml, Limits::default()).and_then(|mut reader| reader.root());
    match root {
        Ok(root) if !root.is("http://www.loc.gov/MARC21/slim", "record") => {
            let namespace = root.namespace().unwrap_or_default();
            Err(Fault::NotMarc(format!("{{{namespace}}}{}", root.name())))
        }
        _ => Ok(()),
    }
}

//! Facets of 2.0: what is to be counted of a result, and the counts.
//!
//! A parameter holds one value for all facets, or values for some (`10:dc.subject,5:dc.date`), or
//! both. Those that are named by any of the parameters are asked for; if none is, or `facetLimit`
//! has a value for all, all that the server has.

use silta_xml::Writer;

use crate::{
    diagnostic::{Condition, Diagnostic},
    parameter::Parameter,
};

/// Most facets that one request may name.
pub const MAX_FACETS: usize = 32;

const NAMESPACE: &str = "http://docs.oasis-open.org/ns/search-ws/facetedResults";

/// What is asked about facets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FacetsAsked {
    /// Whether all facets that the server has are asked for.
    pub all: bool,
    /// What is wanted of facets that are not named.
    pub each: FacetWish,
    /// Names of indexes, and what is wanted of each in place of that.
    pub named: Vec<(String, FacetWish)>,
}

/// What is wanted of a facet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FacetWish {
    /// Terms at the most; 0: the facet is not wanted.
    pub limit: Option<u64>,
    /// The first term, from 1.
    pub start: Option<u64>,
    /// The fewest records in which a term stands; at least 1.
    pub minimum: Option<u64>,
    /// The order of the terms.
    pub order: Option<FacetOrder>,
}

/// The order of the terms of a facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FacetOrder {
    /// By the term; else by how many records it stands in.
    pub alphanumeric: bool,
    /// From the last, or the most frequent, on.
    pub descending: bool,
}

/// A facet of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// For people.
    pub label: String,
    /// The name of its index.
    pub index: String,
    /// Its terms.
    pub terms: Vec<FacetTerm>,
}

/// A term of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetTerm {
    /// As people read it.
    pub actual_term: String,
    /// The query that finds those records of the result in which it stands, if one can.
    pub query: Option<String>,
    /// The URL of that query.
    pub request_url: Option<String>,
    /// How many they are.
    pub count: u64,
}

impl FacetsAsked {
    /// Reads the parameters of facets; none if there are none. What is no value of its parameter is
    /// diagnostic 6, a facet of ranges 8.
    pub fn read(given: &[(Parameter, String)]) -> Result<Option<Self>, Diagnostic> {
        if given.is_empty() {
            return Ok(None);
        }
        let mut asked = Self::default();
        for (parameter, value) in given {
            asked.take(*parameter, value)?;
        }
        asked.all = asked.named.is_empty() || asked.each.limit.is_some();
        Ok(Some(asked))
    }

    /// What is wanted of a facet: what is said of it, and else what is said of all.
    pub fn wish(&self, own: FacetWish) -> FacetWish {
        FacetWish {
            limit: own.limit.or(self.each.limit),
            start: own.start.or(self.each.start),
            minimum: own.minimum.or(self.each.minimum),
            order: own.order.or(self.each.order),
        }
    }

    fn take(&mut self, parameter: Parameter, value: &str) -> Result<(), Diagnostic> {
        let wrong = || Condition::ParameterValue.about(parameter.name());
        let least = match parameter {
            Parameter::FacetLimit => 0,
            Parameter::FacetStart | Parameter::FacetCount => 1,
            Parameter::FacetSort => return self.take_orders(value).ok_or_else(wrong),
            other => return Err(Condition::Parameter.about(other.name())),
        };
        for part in value.split(',') {
            let (number, name) = named(part);
            let number = number_of(number).filter(|number| *number >= least);
            let number = number.ok_or_else(wrong)?;
            let wish = self.of(name).ok_or_else(wrong)?;
            let place = match parameter {
                Parameter::FacetLimit => &mut wish.limit,
                Parameter::FacetStart => &mut wish.start,
                _ => &mut wish.minimum,
            };
            if place.replace(number).is_some() {
                return Err(wrong());
            }
        }
        Ok(())
    }

    /// `alphanumeric,descending:dc.date,recordCount`: an order begins with what it goes by, and its
    /// last word may name the facet.
    fn take_orders(&mut self, value: &str) -> Option<()> {
        let mut parts = value.split(',').peekable();
        while let Some(part) = parts.next() {
            let (kind, mut name) = named(part);
            let alphanumeric = match kind {
                "alphanumeric" => true,
                "recordCount" => false,
                _ => return None,
            };
            let mut order = FacetOrder {
                alphanumeric,
                descending: !alphanumeric,
            };
            while name.is_none()
                && let Some((word, named)) = parts.peek().copied().map(named)
            {
                match word {
                    "ascending" => order.descending = false,
                    "descending" => order.descending = true,
                    // Case never counts.
                    "caseInsensitive" => {}
                    _ => break,
                }
                name = named;
                parts.next();
            }
            let wish = self.of(name)?;
            if wish.order.replace(order).is_some() {
                return None;
            }
        }
        Some(())
    }

    /// The wish of a facet; none if there are too many.
    fn of(&mut self, name: Option<&str>) -> Option<&mut FacetWish> {
        let Some(name) = name else {
            return Some(&mut self.each);
        };
        let known = self.named.iter().position(|(known, _)| known == name);
        let place = match known {
            Some(place) => place,
            None if name.is_empty() || self.named.len() >= MAX_FACETS => return None,
            None => {
                self.named.push((name.to_owned(), FacetWish::default()));
                self.named.len() - 1
            }
        };
        self.named.get_mut(place).map(|(_, wish)| wish)
    }
}

/// What stands before a colon, and the name after it.
fn named(part: &str) -> (&str, Option<&str>) {
    match part.split_once(':') {
        Some((value, name)) => (value.trim(), Some(name.trim())),
        None => (part.trim(), None),
    }
}

/// A number in digits; what does not fit is the greatest that does.
fn number_of(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

/// Writes the facets that have terms: the schema has no place for others. `ns` is the namespace of
/// the answer, in which the element around them stands.
pub(crate) fn write<'n>(ns: &'n str, facets: &[Facet], writer: &mut Writer<'_, 'n>) {
    let full = || facets.iter().filter(|facet| !facet.terms.is_empty());
    if full().next().is_none() {
        return;
    }
    writer.start(ns, "facetedResults");
    for facet in full() {
        writer.start(NAMESPACE, "facet");
        writer.element(NAMESPACE, "facetDisplayLabel", &facet.label);
        writer.element(NAMESPACE, "index", &facet.index);
        writer.element(NAMESPACE, "relation", "==");
        writer.start(NAMESPACE, "terms");
        for term in &facet.terms {
            write_term(term, writer);
        }
        writer.end().end();
    }
    writer.end();
}

fn write_term(term: &FacetTerm, writer: &mut Writer<'_, '_>) {
    writer.start(NAMESPACE, "term");
    writer.element(NAMESPACE, "actualTerm", &term.actual_term);
    if let Some(query) = &term.query {
        writer.element(NAMESPACE, "query", query);
    }
    if let Some(url) = &term.request_url {
        writer.element(NAMESPACE, "requestUrl", url);
    }
    writer.element(NAMESPACE, "count", &term.count.to_string());
    writer.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Arguments, Asked, Request};

    fn read(query: &str) -> Result<Option<FacetsAsked>, String> {
        let reading = Request::read(&Arguments::of_query(&format!("query=x&{query}")));
        assert!(reading.faults.is_empty(), "{query}: {:?}", reading.faults);
        let Asked::SearchRetrieve(search) = reading.request.asked else {
            panic!("no search");
        };
        FacetsAsked::read(&search.facets).map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_value_is_for_all_or_for_a_name() {
        assert_eq!(read("startRecord=1"), Ok(None));
        let asked = read("facetLimit=10,5:dc.date&facetStart=11:dc.date&facetCount=2");
        let asked = asked.unwrap().unwrap();
        assert!(asked.all);
        let [(name, own)] = asked.named.as_slice() else {
            panic!("{asked:?}");
        };
        assert_eq!(name, "dc.date");
        let wish = asked.wish(*own);
        assert_eq!(
            (wish.limit, wish.start, wish.minimum),
            (Some(5), Some(11), Some(2))
        );
        assert_eq!(asked.wish(FacetWish::default()).limit, Some(10));
        assert!(!read("facetLimit=5:dc.date").unwrap().unwrap().all);
        assert!(read("facetSort=recordCount").unwrap().unwrap().all);
    }

    #[test]
    fn orders_are_of_words() {
        let order = |alphanumeric, descending| {
            Some(FacetOrder {
                alphanumeric,
                descending,
            })
        };
        let text =
            "recordCount,alphanumeric,descending,caseInsensitive:dc.date,alphanumeric:dc.title";
        let asked = read(&format!("facetSort={text}")).unwrap().unwrap();
        assert_eq!(asked.each.order, order(false, true));
        let orders: Vec<_> = asked.named.iter().map(|(_, wish)| wish.order).collect();
        assert_eq!(orders, [order(true, true), order(true, false)]);
    }

    #[test]
    fn what_is_no_value_is_told() {
        for (query, told) in [
            ("facetLimit=", "6: facetLimit"),
            ("facetLimit=-1", "6: facetLimit"),
            ("facetLimit=ten", "6: facetLimit"),
            ("facetLimit=1,2", "6: facetLimit"),
            ("facetLimit=1:a,2:a", "6: facetLimit"),
            ("facetLimit=1:", "6: facetLimit"),
            ("facetStart=0", "6: facetStart"),
            ("facetCount=0:a", "6: facetCount"),
            ("facetSort=colour", "6: facetSort"),
            ("facetSort=ascending", "6: facetSort"),
            ("facetSort=alphanumeric,caseSensitive", "6: facetSort"),
            ("facetSort=recordCount,alphanumeric", "6: facetSort"),
            ("facetRangeField=a", "8: facetRangeField"),
            ("facetLimit=1&facetLowValue=1", "8: facetLowValue"),
        ] {
            assert_eq!(read(query), Err(told.to_owned()), "{query}");
        }
        let many = |count: usize| {
            let named: Vec<_> = (0..count).map(|n| format!("1:a{n}")).collect();
            read(&format!("facetLimit={}", named.join(",")))
        };
        assert!(many(MAX_FACETS).is_ok());
        assert_eq!(many(MAX_FACETS + 1), Err("6: facetLimit".to_owned()));
    }
}

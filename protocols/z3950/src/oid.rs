//! The object identifiers that Z39.50 knows by name.

use silta_ber::Oid;

/// What an object identifier names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A set of attributes for queries.
    AttributeSet,
    /// A set of diagnostics.
    DiagnosticSet,
    /// A syntax of records.
    RecordSyntax,
    /// A format of resource reports.
    ResourceReport,
    /// A form of access control.
    AccessControl,
    /// An extended service.
    ExtendedService,
    /// What goes along with a search or a session.
    UserInformation,
    /// A form of element specification.
    ElementSpec,
    /// A schema of records.
    Schema,
    /// A negotiation.
    Negotiation,
    /// A query language.
    Query,
    /// A character set.
    CharacterSet,
    /// An abstract syntax of other standards.
    Other,
}

/// An object identifier and what it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// The identifier.
    pub oid: Oid,
    /// What it is called, as in PQF and in logs.
    pub name: &'static str,
    /// What it names.
    pub kind: Kind,
}

macro_rules! oids {
    ($( $kind:ident { $( $(#[doc = $doc:literal])+ $constant:ident $name:literal [$($arc:literal)+], )+ } )+) => {
        $($( $(#[doc = $doc])+ pub const $constant: Oid = Oid::from_arcs(&[$($arc),+]); )+)+

        /// All of them.
        pub const OIDS: &[Named] = &[
            $($( Named { oid: $constant, name: $name, kind: Kind::$kind }, )+)+
        ];
    };
}

oids! {
    AttributeSet {
        /// For bibliographic records: what nearly all queries use.
        BIB_1 "bib-1" [1 2 840 10003 3 1],
        /// For Explain records.
        EXP_1 "exp-1" [1 2 840 10003 3 2],
        /// For extended services.
        EXT_1 "ext-1" [1 2 840 10003 3 3],
        /// Common command language.
        CCL_1 "ccl-1" [1 2 840 10003 3 4],
        /// For government information.
        GILS "gils" [1 2 840 10003 3 5],
        /// For scientific and technical data.
        STAS "stas" [1 2 840 10003 3 6],
        /// For collections.
        COLLECTIONS_1 "collections-1" [1 2 840 10003 3 7],
        /// For museums.
        CIMI_1 "cimi-1" [1 2 840 10003 3 8],
        /// For geographic data.
        GEO_A "geo" [1 2 840 10003 3 9],
        /// For digital collections.
        ZBIG "zbig" [1 2 840 10003 3 10],
        /// The utility set of the attribute architecture.
        UTIL "util" [1 2 840 10003 3 11],
        /// Dublin Core.
        XD_1 "xd-1" [1 2 840 10003 3 12],
        /// Thesauri.
        ZTHES "zthes" [1 2 840 10003 3 13],
        /// Holdings.
        HOLDINGS_ATTRIBUTES "holdings" [1 2 840 10003 3 16],
        /// Tags of MARC.
        MARC_ATTRIBUTES "marc" [1 2 840 10003 3 17],
        /// Bibliographic data under the attribute architecture.
        BIB_2 "bib-2" [1 2 840 10003 3 18],
    }
    DiagnosticSet {
        /// For everything; see [`bib1`](crate::bib1).
        DIAG_BIB_1 "bib-1" [1 2 840 10003 4 1],
        /// Structured diagnostics.
        DIAG_1 "diag-1" [1 2 840 10003 4 2],
        /// For extended services.
        DIAG_ES "diag-ES" [1 2 840 10003 4 3],
        /// Several diagnostics of any set.
        DIAG_GENERAL "generalDiagnosticContainer" [1 2 840 10003 4 4],
    }
    RecordSyntax {
        /// UNIMARC.
        UNIMARC "unimarc" [1 2 840 10003 5 1],
        /// INTERMARC.
        INTERMARC "intermarc" [1 2 840 10003 5 2],
        /// Common communication format.
        CCF "ccf" [1 2 840 10003 5 3],
        /// MARC 21, once USMARC.
        USMARC "usmarc" [1 2 840 10003 5 10],
        /// UKMARC.
        UKMARC "ukmarc" [1 2 840 10003 5 11],
        /// NORMARC, of Norway.
        NORMARC "normarc" [1 2 840 10003 5 12],
        /// LIBRISMARC, of Sweden.
        LIBRISMARC "librismarc" [1 2 840 10003 5 13],
        /// danMARC2, of Denmark.
        DANMARC "danmarc" [1 2 840 10003 5 14],
        /// FINMARC, of Finland before MARC 21.
        FINMARC "finmarc" [1 2 840 10003 5 15],
        /// MAB, of Germany.
        MAB "mab" [1 2 840 10003 5 16],
        /// CANMARC, of Canada.
        CANMARC "canmarc" [1 2 840 10003 5 17],
        /// SWEMARC, of Sweden.
        SWEMARC "swemarc" [1 2 840 10003 5 25],
        /// RUSMARC, of Russia.
        RUSMARC "rusmarc" [1 2 840 10003 5 28],
        /// FINMARC2000, of Finland before MARC 21.
        FINMARC2000 "finmarc2000" [1 2 840 10003 5 31],
        /// MARC21-fin, of Finland.
        MARC21_FIN "marc21-fin" [1 2 840 10003 5 32],
        /// Explain records.
        EXPLAIN "explain" [1 2 840 10003 5 100],
        /// Text without structure.
        SUTRS "sutrs" [1 2 840 10003 5 101],
        /// A record with holdings and circulation, see [`opac`](crate::opac).
        OPAC "opac" [1 2 840 10003 5 102],
        /// Brief records.
        SUMMARY "summary" [1 2 840 10003 5 103],
        /// Generic records, once.
        GRS_0 "grs-0" [1 2 840 10003 5 104],
        /// Generic records.
        GRS_1 "grs-1" [1 2 840 10003 5 105],
        /// Task packages of extended services.
        EXTENDED "extended" [1 2 840 10003 5 106],
        /// PDF.
        PDF "pdf" [1 2 840 10003 5 109 1],
        /// PostScript.
        POSTSCRIPT "postscript" [1 2 840 10003 5 109 2],
        /// HTML.
        HTML "html" [1 2 840 10003 5 109 3],
        /// SGML.
        SGML "sgml" [1 2 840 10003 5 109 9],
        /// XML.
        XML "xml" [1 2 840 10003 5 109 10],
        /// XML, by its other media type.
        APPLICATION_XML "application-xml" [1 2 840 10003 5 109 11],
        /// JSON, as YAZ calls it.
        JSON "json" [1 2 840 10003 5 1000 81 3],
    }
    ResourceReport {
        /// Estimates.
        RESOURCE_1 "resource-1" [1 2 840 10003 7 1],
        /// Estimates, again.
        RESOURCE_2 "resource-2" [1 2 840 10003 7 2],
    }
    AccessControl {
        /// A prompt.
        PROMPT_1 "prompt-1" [1 2 840 10003 8 1],
        /// DES.
        DES_1 "des-1" [1 2 840 10003 8 2],
        /// Kerberos.
        KRB_1 "krb-1" [1 2 840 10003 8 3],
    }
    ExtendedService {
        /// Keep a result set.
        PERSISTENT_RESULT_SET "persistent-result-set" [1 2 840 10003 9 1],
        /// Keep a query.
        PERSISTENT_QUERY "persistent-query" [1 2 840 10003 9 2],
        /// Repeat a query.
        PERIODIC_QUERY_SCHEDULE "periodic-query-schedule" [1 2 840 10003 9 3],
        /// Order an item.
        ITEM_ORDER "item-order" [1 2 840 10003 9 4],
        /// Change a database.
        DATABASE_UPDATE "database-update" [1 2 840 10003 9 5],
        /// Change a database, in its second form.
        DATABASE_UPDATE_1 "database-update-1" [1 2 840 10003 9 5 1],
        /// Change a database, in its revised form.
        DATABASE_UPDATE_1_1 "database-update-1.1" [1 2 840 10003 9 5 1 1],
        /// Export by a specification.
        EXPORT_SPECIFICATION "export-specification" [1 2 840 10003 9 6],
        /// Export.
        EXPORT_INVOCATION "export-invocation" [1 2 840 10003 9 7],
        /// Administration of databases, as YAZ calls it.
        ADMIN "admin" [1 2 840 10003 9 1000 81 1],
        /// Anything in XML, as YAZ calls it.
        XML_ES "xml-es" [1 2 840 10003 9 1000 105 4],
    }
    UserInformation {
        /// Counts of parts of a query, see [`search_result`](crate::search_result).
        SEARCH_RESULT_1 "searchResult-1" [1 2 840 10003 10 1],
        /// Character set and language, before it was a negotiation.
        CHARACTER_SET_USER_INFO "charSetandLanguageNegotiation-2" [1 2 840 10003 10 2],
        /// Why a session is refused, see [`user_info`](crate::user_info).
        USER_INFO_1 "userInfo-1" [1 2 840 10003 10 3],
        /// Dates and times.
        DATE_TIME "dateTime" [1 2 840 10003 10 6],
        /// Facets, as YAZ calls them.
        FACET_1 "facet-1" [1 2 840 10003 10 1000 81 5],
    }
    ElementSpec {
        /// Elements by tag path.
        ESPEC_1 "espec-1" [1 2 840 10003 11 1],
    }
    Schema {
        /// World-wide information.
        WAIS_SCHEMA "wais-schema" [1 2 840 10003 13 1],
        /// Government information.
        GILS_SCHEMA "gils-schema" [1 2 840 10003 13 2],
        /// Collections.
        COLLECTIONS_SCHEMA "collections-schema" [1 2 840 10003 13 3],
        /// Geographic data.
        GEO_SCHEMA "geo-schema" [1 2 840 10003 13 4],
        /// Museums.
        CIMI_SCHEMA "cimi-schema" [1 2 840 10003 13 5],
        /// Updates.
        UPDATE_ES "update-es" [1 2 840 10003 13 6],
        /// Holdings.
        HOLDINGS "holdings" [1 2 840 10003 13 7],
        /// Thesauri.
        ZTHES_SCHEMA "zthes-schema" [1 2 840 10003 13 8],
    }
    Negotiation {
        /// Character set and language, see [`negotiation`](crate::negotiation).
        CHARACTER_SET_3 "charSetandLanguageNegotiation-3" [1 2 840 10003 15 3],
        /// Character set and language, corrected.
        CHARACTER_SET_4 "charSetandLanguageNegotiation-4" [1 2 840 10003 15 4],
        /// Encoding of the names of character sets, as YAZ calls it.
        CHARACTER_SET_NAME "id-charset" [1 2 840 10003 15 1000 81 1],
    }
    Query {
        /// CQL in a query of type 104.
        CQL "cql" [1 2 840 10003 16 2],
    }
    CharacterSet {
        /// UCS-2.
        UCS_2 "ucs-2" [1 0 10646 1 0 2],
        /// UCS-4.
        UCS_4 "ucs-4" [1 0 10646 1 0 4],
        /// UTF-16.
        UTF_16 "utf-16" [1 0 10646 1 0 5],
        /// UTF-8.
        UTF_8 "utf-8" [1 0 10646 1 0 8],
    }
    Other {
        /// ISO ILL APDUs, in item orders.
        ISO_ILL_1 "iso-ill-1" [1 0 10161 2 1],
    }
}

/// What an identifier is called; one may stand for two things, the first is told.
pub fn name_of(oid: &Oid) -> Option<&'static str> {
    OIDS.iter()
        .find(|named| named.oid == *oid)
        .map(|named| named.name)
}

/// The identifier of a name among those of a kind, in any case, with or without hyphens; also in
/// dotted form.
pub fn by_name(kind: Kind, name: &str) -> Option<Oid> {
    let letters = |name: &str| name.replace('-', "").to_ascii_lowercase();
    let wanted = letters(name);
    let same = |named: &&Named| named.kind == kind && letters(named.name) == wanted;
    let named = OIDS.iter().find(same).map(|named| named.oid);
    named.or_else(|| name.parse().ok())
}

/// The identifier, with its name if it has one.
pub(crate) fn told(oid: &Oid) -> String {
    match name_of(oid) {
        Some(name) => format!("{oid} ({name})"),
        None => oid.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_identifier_and_no_name_of_a_kind_stands_twice() {
        for (place, named) in OIDS.iter().enumerate() {
            for other in &OIDS[place + 1..] {
                assert_ne!(named.oid, other.oid, "{} and {}", named.name, other.name);
                assert!(
                    named.kind != other.kind || named.name != other.name,
                    "{named:?}"
                );
            }
        }
    }

    #[test]
    fn names_in_any_case_and_dotted_numbers() {
        assert_eq!(by_name(Kind::RecordSyntax, "USMARC"), Some(USMARC));
        assert_eq!(by_name(Kind::AttributeSet, "exp1"), Some(EXP_1));
        assert_eq!(by_name(Kind::AttributeSet, "1.2.3"), "1.2.3".parse().ok());
        assert_eq!(by_name(Kind::RecordSyntax, "bib-1"), None);
        assert_eq!(name_of(&CQL), Some("cql"));
    }
}

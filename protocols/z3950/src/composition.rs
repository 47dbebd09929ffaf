//! How much of a record, and in which form.

use silta_ber::{External, Oid};

use crate::{
    strings::{DatabaseName, ElementSetName, InternationalString},
    tables::{choice, sequence},
};

choice! {
    /// How records are to be made up.
    RecordComposition {
        /// By element set.
        [19] Simple(ElementSetNames),
        /// By schema, elements and syntaxes; version 3.
        [209] Complex(CompSpec),
    }
}

choice! {
    /// How much of each record.
    ElementSetNames {
        /// The same for all databases.
        [0] GenericElementSetName(InternationalString),
        /// For each database.
        [1] DatabaseSpecific(Vec<DatabaseElementSet>),
    }
}

sequence! {
    /// How much of the records of one database.
    DatabaseElementSet {
        /// The database.
        [own] db_name: DatabaseName,
        /// How much.
        [own] esn: ElementSetName,
    }
}

sequence! {
    /// Schema, elements and syntaxes.
    #[derive(Default)]
    CompSpec {
        /// Whether another syntax will do if none of the list can be had.
        [1] select_alternative_syntax: bool,
        /// For databases not named.
        [2] generic: Option<Specification>,
        /// For single databases.
        [3] db_specific: Option<Vec<DatabaseSpecification>>,
        /// Syntaxes, the best first.
        [4] record_syntax: Option<Vec<Oid>>,
    }
}

sequence! {
    /// Schema and elements for one database.
    DatabaseSpecification {
        /// The database.
        [1 explicit] db: DatabaseName,
        /// Schema and elements.
        [2] spec: Specification,
    }
}

sequence! {
    /// Schema and elements.
    #[derive(Default)]
    Specification {
        /// The schema.
        [own] schema: Option<Schema>,
        /// The elements.
        [2] element_spec: Option<ElementSpec>,
    }
}

choice! {
    /// The name of a schema.
    Schema {
        /// As an object identifier.
        [1] Oid(Oid),
        /// As a URI.
        [300] Uri(InternationalString),
    }
}

choice! {
    /// Which elements.
    ElementSpec {
        /// By the name of an element set.
        [1] ElementSetName(InternationalString),
        /// By an element specification of its own.
        [2] ExternalEspec(External),
    }
}

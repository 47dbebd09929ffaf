//! Which title is meant, and what it is.

use crate::{
    kind,
    node::{Context, Node},
    out::Out,
    pair::SchemeValuePair,
    structure::{Choice, Read, choice, content_is_choice, structure},
    text::Text,
};

structure! {
    /// A number that a title has everywhere: an ISBN.
    BibliographicItemId {
        one "BibliographicItemIdentifier" bibliographic_item_identifier: Text,
        opt "BibliographicItemIdentifierCode" bibliographic_item_identifier_code: SchemeValuePair,
    }
}

structure! {
    /// The number of a record.
    BibliographicRecordId {
        one "BibliographicRecordIdentifier" bibliographic_record_identifier: Text,
        choice "AgencyId" numbered_by: NumberedBy,
    }
}

/// Who numbers records so. Where a message says neither, it is an agency without name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberedBy {
    /// `AgencyId`
    Agency(SchemeValuePair),
    /// `BibliographicRecordIdentifierCode`
    Code(SchemeValuePair),
}

impl Choice for NumberedBy {
    fn read(parent: &Node<'_>, context: &Context) -> Read<Option<Self>> {
        let code = kind::read::opt(parent, "BibliographicRecordIdentifierCode", context)?;
        Ok(Some(match code {
            Some(code) => Self::Code(code),
            None => Self::Agency(kind::read::lax(parent, "AgencyId", context)?),
        }))
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Self::Agency(agency) => kind::write::one(agency, "AgencyId", out),
            Self::Code(code) => kind::write::one(code, "BibliographicRecordIdentifierCode", out),
        }
    }
}

choice! {
    /// A name for a title.
    BibliographicId {
        one "BibliographicItemId" Item: BibliographicItemId,
        one "BibliographicRecordId" Record: BibliographicRecordId,
    }
}

content_is_choice!(BibliographicId, "BibliographicRecordId");

structure! {
    /// A name for a part of a title: an article of an issue.
    ComponentId {
        lax "ComponentIdentifierType" component_identifier_type: SchemeValuePair,
        one "ComponentIdentifier" component_identifier: Text,
    }
}

structure! {
    /// What a title is.
    #[derive(Default)]
    BibliographicDescription {
        opt "Author" author: Text,
        opt "AuthorOfComponent" author_of_component: Text,
        opt "BibliographicItemId" bibliographic_item_id: BibliographicItemId,
        many21 "BibliographicRecordId" bibliographic_record_ids: BibliographicRecordId,
        opt "ComponentId" component_id: ComponentId,
        opt "Edition" edition: Text,
        opt "Pagination" pagination: Text,
        opt "PlaceOfPublication" place_of_publication: Text,
        opt "PublicationDate" publication_date: Text,
        opt "PublicationDateOfComponent" publication_date_of_component: Text,
        opt "Publisher" publisher: Text,
        opt "SeriesTitleNumber" series_title_number: Text,
        opt "Title" title: Text,
        opt "TitleOfComponent" title_of_component: Text,
        opt "BibliographicLevel" bibliographic_level: SchemeValuePair,
        opt "SponsoringBody" sponsoring_body: Text,
        opt "ElectronicDataFormatType" electronic_data_format_type: SchemeValuePair,
        opt "Language" language: SchemeValuePair,
        opt "MediumType" medium_type: SchemeValuePair,
    }
}

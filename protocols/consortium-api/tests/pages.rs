//! The document and the page in the repository are the ones the types and tables make.

use silta_consortium_api::{openapi, pages};
use silta_testing::is_current;

#[test]
fn the_openapi_document_is_current() {
    is_current("docs/consortium-api/openapi.json", &openapi::to_json());
}

#[test]
fn the_page_of_operations_is_current() {
    is_current(
        "docs/consortium-api/operations.md",
        &pages::operations_page(),
    );
}

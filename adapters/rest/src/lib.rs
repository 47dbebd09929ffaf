//! A consortium that runs elsewhere, called over its API.

//! The index of the catalogue: records in, numbers of records out.

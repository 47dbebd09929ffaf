//! Z39.50 (ISO 23950): every APDU of version 3, both directions, and queries as PQF.

//! MARC records: ISO 2709, MARCXML, MARC-in-JSON, readable lines; MARC-8; crosswalks.

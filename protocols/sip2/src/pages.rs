//! Pages and fuzz dictionary, made from the tables.

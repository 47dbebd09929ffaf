//! A gateway from its settings: consortium, services and listeners, joined and stopped together.

/// The codes of the libraries where terminals can stand.
pub fn library_codes() -> Vec<&'static str> {
    vec!["HYR", "KAJ", "KUH", "PAL", "PUO", "RIS", "SOT", "SUO"]
}

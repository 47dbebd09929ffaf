//! The known name that somebody probably meant.

/// The known name nearest to what was written, if one is near: a third of the letters may differ,
/// or one is the beginning of the other.
pub(super) fn nearest<'k>(
    written: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Option<&'k str> {
    let written = written.to_lowercase();
    let allowed = (written.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written, name), name))
        .filter(|(distance, name)| *distance <= allowed || one_begins_the_other(&written, name))
        .min()
        .map(|(_, name)| name)
}

fn one_begins_the_other(written: &str, known: &str) -> bool {
    const LEAST: usize = 3;
    let long_enough = written.len().min(known.len()) >= LEAST;
    long_enough && (written.starts_with(known) || known.starts_with(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["listen", "limits", "profiles", "terminals"];
        assert_eq!(nearest("lisen", known), Some("listen"));
        assert_eq!(nearest("Listen", known), Some("listen"));
        assert_eq!(nearest("limits_of_all", known), Some("limits"));
        assert_eq!(nearest("terminal", known), Some("terminals"));
        assert_eq!(nearest("colour", known), None);
    }
}

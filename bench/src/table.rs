//! Markdown tables, and figures as a person reads them.

use std::time::Duration;

/// A table whose columns stand under each other in plain text too.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    let mut widths: Vec<usize> = head.iter().map(|cell| cell.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String]| {
        let cells = row.iter().zip(&widths);
        let cells: Vec<String> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut text = line(&head) + &line(&rule);
    text.extend(rows.iter().map(|row| line(row)));
    text
}

/// The middle one of the values, the upper one of two.
pub(crate) fn median<T: Copy + PartialOrd>(values: impl IntoIterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    values.get(values.len() / 2).copied()
}

/// Microseconds, or milliseconds from ten of them on.
pub(crate) fn time(duration: Duration) -> String {
    if duration < Duration::from_millis(10) {
        format!("{} µs", duration.as_micros())
    } else {
        format!("{} ms", duration.as_millis())
    }
}

/// A whole number with its thousands set apart.
pub(crate) fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_a_person_reads() {
        assert_eq!(whole(1_234_567.4), "1 234 567");
        assert_eq!(whole(999.0), "999");
        assert_eq!(time(Duration::from_micros(1500)), "1500 µs");
        assert_eq!(time(Duration::from_millis(120)), "120 ms");
        assert_eq!(median([3, 1, 2]), Some(2));
        assert_eq!(median::<u8>([]), None);
        let rows = [vec!["ä".to_owned(), "1".to_owned()]];
        assert_eq!(
            table(&["a", "bc"], &rows),
            "| a | bc |\n| - | -- |\n| ä | 1  |\n"
        );
    }
}

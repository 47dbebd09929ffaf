//! The page of documentation, from the table of keys.

use std::fmt::Write as _;

use super::{
    init, profile_keys,
    section::{self, Form, Row, Section},
};

/// `docs/configuration.md`.
pub fn documentation() -> String {
    let mut page = String::from(
        "# Configuration\n\
         \n\
         One file in TOML; `silta init` writes one that works, `silta check` finds its faults, \
         `silta serve` reads it with the same code. Every key may be left out, save for a \
         terminal's account, location and password. This page is made \
         from the table of keys in the program.\n\
         \n\
         What `silta init` writes:\n\
         \n\
         ```toml\n",
    );
    page.push_str(&init::text("A RANDOM ONE"));
    page.push_str("```\n");
    for section in section::all() {
        page.push_str(&of_section(&section));
    }
    page.push_str(&of_profiles());
    page
}

fn of_section(section: &Section) -> String {
    let mut text = format!("\n## `{}`\n\n{}\n", section.header(), section.meaning);
    if section.form == Form::Repeated {
        text.push_str("\nIt may stand there any number of times.\n");
    }
    text.push_str("\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
    for Row {
        name,
        kind,
        meaning,
        default,
    } in &section.rows
    {
        let default = match default.as_deref() {
            None | Some("\"\"") => "none".to_owned(),
            Some(toml) => format!("`{toml}`"),
        };
        // A bar would end the cell.
        let kind = kind.replace('|', "\\|");
        let _ = writeln!(text, "| `{name}` | {kind} | {default} | {meaning} |");
    }
    text
}

fn of_profiles() -> String {
    let built_in = profile_keys::built_in();
    let mut text = String::from(
        "\n## Built-in profiles\n\
         \n\
         `generic` has the defaults above; the others differ from it in this:\n\
         \n\
         | profile | for | differs in |\n| --- | --- | --- |\n",
    );
    let Some((_, _, generic)) = built_in.first() else {
        return text;
    };
    for (name, meaning, profile) in &built_in {
        let differences: Vec<String> = profile_keys::keys()
            .iter()
            .filter(|key| key.show(profile) != key.show(generic))
            .map(|key| format!("`{} = {}`", key.name, key.show(profile).unwrap_or_default()))
            .collect();
        let differences = match differences.is_empty() {
            true => "nothing".to_owned(),
            false => differences.join("<br>"),
        };
        let _ = writeln!(text, "| `{name}` | {meaning} | {differences} |");
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_is_up_to_date() {
        silta_testing::is_current("docs/configuration.md", &super::documentation());
    }
}

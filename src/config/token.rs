//! Tokens of programs that call the consortium API.

use std::ops::Range;

use silta_api_service::{Scope, Token, TokenHash};
use toml::de::DeTable;

use super::{
    fault::Fault,
    key::{Key, key},
    reader::Reader,
    settings::TokenEntry,
    value::{Found, Value, Wrong, quoted, text},
};

pub(super) fn keys() -> Vec<Key<TokenEntry>> {
    vec![
        key!(
            name,
            "The name of the program that has it: its changes carry it."
        ),
        key!(
            token_hash,
            "The hash of the token; `silta token` writes a new token and its hash. The token itself \
             stands nowhere but with the program."
        ),
        key!(
            scopes,
            "What it allows: to look up (`read`), to lend and everything round it (`circulate`), \
             inter-library loan (`ill`), to write patrons, items and records (`admin`). None \
             includes another."
        ),
    ]
}

/// Reads `[[api.tokens]]`.
pub(super) fn read(reader: &mut Reader, api: &DeTable<'_>) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (found, table) in reader.list(api, "api.tokens") {
        let mut entry = TokenEntry::default();
        reader.keys("api.tokens", &keys(), table, &mut entry);
        for key in ["name", "token_hash", "scopes"] {
            if !table.contains_key(key) {
                reader.faults.push(missing(key, found.span()));
            }
        }
        let TokenEntry {
            name,
            token_hash,
            scopes,
        } = entry;
        let place = |key: &str| {
            table
                .get(key)
                .map_or_else(|| found.span(), |found| found.span())
        };
        let none = |found: &Found<'_>| found.get_ref().as_array().is_some_and(|all| all.is_empty());
        if table.get("scopes").is_some_and(none) {
            reader.faults.push(without_scope(place("scopes")));
        }
        if tokens.iter().any(|known| known.name.as_str() == name) {
            let what = format!("the name {name:?}");
            reader.faults.push(twice(&what, place("name")));
        }
        let Some(hash) = token_hash else { continue };
        if tokens.iter().any(|known| known.hash == hash) {
            reader.faults.push(twice("this token", place("token_hash")));
        }
        tokens.push(Token {
            name: name.into(),
            hash,
            scopes,
        });
    }
    tokens
}

fn missing(key: &str, place: Range<usize>) -> Fault {
    let fix = match key {
        "token_hash" => "write what `silta token` prints",
        "scopes" => "add scopes = [\"read\", \"circulate\"], or as few as the program needs",
        _ => "add name = \"...\" below its [[api.tokens]]",
    };
    let cause = format!("`{key}` does not stand in it");
    Fault::error(place, format!("a token without {key}"), cause, fix)
}

fn without_scope(place: Range<usize>) -> Fault {
    let fault = Fault::error(
        place,
        "a token that allows nothing",
        "the list of its scopes is empty",
        "write the scopes that the program needs, or take the token out",
    );
    fault.warning()
}

fn twice(what: &str, place: Range<usize>) -> Fault {
    Fault::error(
        place,
        format!("{what} stands here a second time"),
        "each program has a name and a token of its own, so that they can be told apart",
        "give this one another, or take it out",
    )
}

impl Value for TokenHash {
    fn kind() -> String {
        "the hash of a token: \"sha256:\" and 64 hexadecimal digits".into()
    }

    fn read(found: &Found<'_>) -> Result<Self, Wrong> {
        let given = text(found, "the hash of a token")?;
        given.parse().map_err(|_| {
            // What was written may be the token itself.
            Wrong::new(found, "this is no hash of a token").fix("write what `silta token` prints")
        })
    }

    fn show(&self) -> Option<String> {
        Some(quoted(&self.to_string()))
    }
}

/// Each scope with its name.
pub(super) fn scopes() -> Vec<(Scope, &'static str)> {
    Scope::ALL
        .iter()
        .map(|scope| (*scope, scope.as_str()))
        .collect()
}

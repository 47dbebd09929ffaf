//! The vectors of meaning that implementations share, if `SILTA_SHARED` names the folder that has
//! them.

use std::{env, fs, path::PathBuf};

use silta_consortium::Query;
use silta_cql::Version;
use silta_cql_translation::{no_result_sets, search};

#[test]
fn queries_mean_what_is_expected() {
    let Some(folder) = env::var_os("SILTA_SHARED") else {
        println!("SILTA_SHARED is not set: the vectors of meaning were not tried");
        return;
    };
    let path = PathBuf::from(folder).join("vectors/cql/cql_semantic.tsv");
    let text = fs::read_to_string(path).expect("the vectors are where SILTA_SHARED says");
    let (mut passed, mut failed) = (0, Vec::new());
    for line in text.lines().skip(1) {
        let fields: Vec<_> = line.split('\t').collect();
        let [id, query, expected, ..] = fields.as_slice() else {
            panic!("too few fields: {line}");
        };
        let told = match search(query, Version::V1_2, &no_result_sets) {
            Ok(search) if *search.query == Query::All => "ok(all)".to_owned(),
            Ok(_) => "ok".to_owned(),
            Err(diagnostic) => diagnostic.condition.number().to_string(),
        };
        let alike = |one: &str| one == told || one.starts_with("ok") && told == "ok";
        match expected.split('|').any(alike) {
            true => passed += 1,
            false => failed.push(format!("{id} {query}: {told}, not {expected}")),
        }
    }
    println!("{passed} queries mean what is expected");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

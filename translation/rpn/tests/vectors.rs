//! The vectors of CQL that implementations share, if `SILTA_SHARED` names the folder that has them:
//! whatever of them is understood comes back out of PQF.

mod support;

use std::{env, fs, path::PathBuf};

use support::{cql, pqf, search_of_cql, search_of_pqf};

#[test]
fn vectors_come_back_out_of_pqf() {
    let Some(folder) = env::var_os("SILTA_SHARED") else {
        println!("SILTA_SHARED is not set: the vectors of CQL were not tried");
        return;
    };
    let folder = PathBuf::from(folder).join("vectors/cql");
    let (mut same, mut told) = (0, 0);
    for (file, column) in [
        ("cql_parse.tsv", 3),
        ("cql_semantic.tsv", 1),
        ("cql_masking.tsv", 1),
    ] {
        let text = fs::read_to_string(folder.join(file)).expect("the vectors are there");
        for line in text.lines().skip(1) {
            let query = line.split('\t').nth(column).expect("a query");
            let query = match file {
                "cql_masking.tsv" => format!("dc.title = \"{query}\""),
                _ => query
                    .replace('␉', "\t")
                    .replace('␊', "\n")
                    .replace('␍', "\r"),
            };
            let Ok(search) = search_of_cql(&query) else {
                continue;
            };
            match pqf(&search) {
                Ok(written) => {
                    let again =
                        search_of_pqf(&written).unwrap_or_else(|why| panic!("{written}: {why}"));
                    assert_eq!(cql(&again), cql(&search), "{query}: {written}");
                    let back = search_of_cql(&cql(&again).unwrap());
                    assert_eq!(back, Ok(search), "{query}: {written}");
                    same += 1;
                }
                Err(why) => {
                    assert!(!search.sort.is_empty(), "{query}: {why}");
                    told += 1;
                }
            }
        }
    }
    println!(
        "{same} queries of CQL come back out of PQF; of {told} it is told that they are sorted"
    );
    assert!(same > 50, "only {same} queries were understood");
}

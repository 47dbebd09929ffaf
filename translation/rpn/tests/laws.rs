//! What holds for every query that can be read, in either language.

mod support;

use proptest::prelude::*;
use support::{cql, pqf, search_of_cql, search_of_pqf};

const CQL: &str = "((?i)(and|or|not|prox(/distance<3)?|any|all|within|adj|dc\\.title|date|isbn\
    |bath\\.isbn|cql\\.allRecords|=|==|<>|<|1990|\\^a|\\^a\\*|b\\*|\\*b|c\\?1|\"a b\"|\"a\\\\*#\"|\"\\*1\"|/string\
    |\\(|\\)) ?){0,12}";

const PQF: &str = "(@(and|or|not|prox 0 3 1 2 k 2|set a|attr 1=(4|7|31|12|1016|title)|attr 2=[1-6]\
    |attr 2=10[34]|attr 3=[13]|attr 4=([1-6]|10[0-8])|attr 5=([123]|10[0124])|attr 6=[13]) |\"a b\" \
    |1990 |\"1990 1991\" |k#l\\?a |k\\.\\*l |\\{a\\*#\\?1\\} |x ){1,8}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn cql_comes_back_out_of_pqf(text in CQL) {
        let Ok(search) = search_of_cql(&text) else {
            return Ok(());
        };
        let written = pqf(&search).unwrap();
        let again = search_of_pqf(&written);
        prop_assert!(again.is_ok(), "{text} is {written}: {again:?}");
        prop_assert_eq!(cql(&again.unwrap()), cql(&search), "{}", written);
    }

    #[test]
    fn pqf_is_read_as_it_was_written(text in PQF) {
        let Ok(search) = search_of_pqf(&text) else {
            return Ok(());
        };
        let written = pqf(&search).unwrap();
        let again = search_of_pqf(&written);
        prop_assert!(again.is_ok(), "{text} is {written}: {again:?}");
        prop_assert_eq!(pqf(&again.unwrap()), Ok(written));
        if let Ok(in_cql) = cql(&search) {
            let back = search_of_cql(&in_cql);
            prop_assert!(back.is_ok(), "{text} is {in_cql}: {back:?}");
            prop_assert_eq!(cql(&back.unwrap()), Ok(in_cql));
        }
    }
}

//! Replays the seeds of the fuzz target through its body. `SILTA_REGENERATE=1` writes the seeds
//! that come from the examples anew.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use silta_consortium_api::{Operation, fuzzing, openapi};

#[test]
fn consortium_api() {
    if silta_testing::regenerates() {
        write_examples(&silta_testing::seed_folder("consortium_api"));
    }
    silta_testing::replay("consortium_api", 51, fuzzing::consortium_api);
}

fn write_examples(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    for operation in Operation::ALL {
        let id = operation.spec().id;
        let bodies = [
            ("request", openapi::request_example(*operation)),
            ("answer", openapi::answer_example(*operation)),
        ];
        for (name, body) in bodies {
            if let Some(body) = body {
                fs::write(folder.join(format!("{id}_{name}")), body.to_string()).unwrap();
            }
        }
    }
}

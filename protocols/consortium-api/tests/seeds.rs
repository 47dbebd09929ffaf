//! Replays the seeds of the fuzz target through its body. `SILTA_REGENERATE=1` writes the seeds
//! that come from the examples anew.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{env, fs, path::Path};

use silta_consortium_api::{Operation, fuzzing, openapi};

#[test]
fn consortium_api() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/consortium_api");
    if env::var_os("SILTA_REGENERATE").is_some() {
        write_examples(&folder);
    }
    let mut seeds = 0;
    for seed in fs::read_dir(&folder).expect("the target has seeds") {
        fuzzing::consortium_api(&fs::read(seed.unwrap().path()).unwrap());
        seeds += 1;
    }
    assert!(seeds > 50, "{seeds} seeds");
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

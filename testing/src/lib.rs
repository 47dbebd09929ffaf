//! What the tests of several rooms share: that pages which are made from tables are fresh, and that
//! the seeds of the fuzz targets break no law. Tests alone use it; whatever goes wrong is a panic.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The variable that makes [`is_current`] write instead of compare.
pub const REGENERATE: &str = "SILTA_REGENERATE";

/// Compares a file of the repository, named from its root, with what the tables make now. Where
/// [`REGENERATE`] is set, writes it anew.
///
/// # Panics
///
/// If the file is another, or cannot be written.
#[track_caller]
pub fn is_current(file: &str, made: &str) {
    let path = root().join(file);
    if regenerates() {
        let folder = path.parent().unwrap_or(&path);
        fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        fs::write(&path, made).unwrap_or_else(|error| panic!("{file}: {error}"));
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "{file} is stale: `cargo xtask gen` writes it anew; look at the change"
    );
}

/// Whether what is made from tables shall be written anew.
pub fn regenerates() -> bool {
    env::var_os(REGENERATE).is_some()
}

/// The seeds of a fuzz target, at least so many.
///
/// # Panics
///
/// If there are fewer, or one cannot be read.
#[track_caller]
pub fn seeds(target: &str, at_least: usize) -> Vec<Vec<u8>> {
    let folder = seed_folder(target);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{target}: {error}"));
    let seeds: Vec<_> = entries
        .map(|entry| entry.and_then(|entry| fs::read(entry.path())))
        .map(|seed| seed.unwrap_or_else(|error| panic!("{target}: {error}")))
        .collect();
    assert!(
        seeds.len() >= at_least,
        "{target} has {} seeds",
        seeds.len()
    );
    seeds
}

/// Gives each seed of a target, of which there are at least so many, to the target's body.
///
/// # Panics
///
/// If the body does, or as [`seeds`].
#[track_caller]
pub fn replay(target: &str, at_least: usize, body: impl FnMut(&[u8])) {
    let seeds = seeds(target, at_least);
    seeds.iter().map(Vec::as_slice).for_each(body);
}

/// Where the seeds of a target are kept.
pub fn seed_folder(target: &str) -> PathBuf {
    root().join("fuzz/seeds").join(target)
}

fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

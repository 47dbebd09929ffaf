//! Versions, and which one a request that names none is of.

use super::{super::answer::Version, Profile};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "sru/versions", "SRU 1.1 and 1.2, Versions; OASIS searchRetrieve 1.0 part 3, 2.3", ["work.known"];
    Must search_of_1_1 ["version.1.1"] "A search of 1.1 is answered in 1.1 and its namespace.";
    Must search_of_1_2 ["version.1.2"] "A search of 1.2 is answered in 1.2 and its namespace.";
    Must search_of_2_0 ["version.2.0"] "A query alone is a search of 2.0 and answered in its namespace, without a version.";
    Must scan_in_each_version ["service.scan"] "A scan is answered in the version that was asked for.";
    Must explain_in_each_version [] "An explain is answered in the version that was asked for.";
    Must the_same_in_each_version [] "A query finds the same in each version.";
    Must operation_without_version ["version.1.2"] "An operation without a version is one of 1.2, or refused with 7 and version.";
    Must version_2_0_with_an_operation ["version.2.0"] "2.0 named together with an operation, as clients send it, is answered in 2.0." of "@natlibfi/sru-client; OASIS part 3, 2.3";
    Must version_3_0 [] "Version 3.0 is refused with 5 and the highest version that is served.";
    Must version_that_is_none [] "A version that is no number is refused with 5 or 6.";
    Should version_1_0 [] "Version 1.0 is refused with 5, or answered in a version that is served.";
    Must empty_version [] "An empty version is refused or taken as none, never answered in another way than SRU.";
    Must refusals_in_each_version [] "A refusal comes in the version that was asked for, its diagnostic in the namespace of that version.";
    Must operation_that_is_none ["version.1.2"] "An operation that nobody knows is refused with 4 and its name.";
    Must operation_in_other_letters ["version.1.2"] "An operation in other letters is not taken for the one.";
    Should missing_operation ["version.1.1"] "A request of 1.1 without an operation is refused with 7 and operation, or with 4.";
    Must default_namespace [] "Elements of SRU stand in the default namespace, without a prefix." of "clients that find elements by their written names";
}

fn in_version(c: &Context<'_, Profile>, version: Version) -> Outcome {
    let work = c.work("known")?;
    let answer = c.search(version, &work.query, &[])?;
    ensure!(
        answer.version == version,
        "{} was asked, {} came",
        version.name(),
        answer.version.name()
    );
    let count = answer.count()?;
    ensure!(count == 1, "{count} records are known as {}", work.query);
    let words = answer.record()?.element()?.words();
    ensure!(words.contains(&work.title), "{} is not in it", work.title);
    Ok(())
}

fn search_of_1_1(c: &mut Context<'_, Profile>) -> Outcome {
    in_version(c, Version::V11)
}

fn search_of_1_2(c: &mut Context<'_, Profile>) -> Outcome {
    in_version(c, Version::V12)
}

fn search_of_2_0(c: &mut Context<'_, Profile>) -> Outcome {
    in_version(c, Version::V20)
}

fn operation_in_each(c: &Context<'_, Profile>, operation: &str, clause: &str) -> Outcome {
    for version in c.versions() {
        let parameters = [("scanClause", clause)];
        let parameters = parameters.get(..usize::from(operation == "scan"));
        let answer = c.operate(version, operation, parameters.unwrap_or_default())?;
        ensure!(
            answer.version == version && answer.root.name == format!("{operation}Response"),
            "{} is answered with {} of {}",
            version.name(),
            answer.root.name,
            answer.version.name()
        );
        answer.fine()?;
    }
    Ok(())
}

fn scan_in_each_version(c: &mut Context<'_, Profile>) -> Outcome {
    operation_in_each(c, "scan", "dc.title = a")
}

fn explain_in_each_version(c: &mut Context<'_, Profile>) -> Outcome {
    operation_in_each(c, "explain", "")
}

fn the_same_in_each_version(c: &mut Context<'_, Profile>) -> Outcome {
    let mut counts = Vec::new();
    let query = c.profile.many.clone().unwrap_or_else(|| "a".to_owned());
    for version in c.versions() {
        counts.push(c.search(version, &query, &[])?.count()?);
    }
    counts.dedup();
    ensure!(counts.len() == 1, "versions find {counts:?}");
    Ok(())
}

fn operation_without_version(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.raw("operation=searchRetrieve&query=a")?;
    match answer.diagnostics()?.first() {
        Some(told) if told.number == 7 && told.details == "version" => Ok(()),
        _ => {
            answer.fine()?;
            ensure!(
                answer.version == Version::V12,
                "answered in {}",
                answer.version.name()
            );
            Ok(())
        }
    }
}

fn version_2_0_with_an_operation(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.raw("version=2.0&operation=searchRetrieve&query=a")?;
    answer.count()?;
    ensure!(
        answer.version == Version::V20,
        "answered in {}",
        answer.version.name()
    );
    Ok(())
}

fn version_3_0(c: &mut Context<'_, Profile>) -> Outcome {
    let told = c
        .raw("version=3.0&operation=searchRetrieve&query=a")?
        .refused(&[5])?;
    let highest = c.versions().last().map(|version| version.name());
    ensure!(
        Some(told.details.as_str()) == highest,
        "the details are {:?}, not {highest:?}",
        told.details
    );
    Ok(())
}

fn version_that_is_none(c: &mut Context<'_, Profile>) -> Outcome {
    for version in ["x", "1", "1.1.1", "-1.1", "1.1%00"] {
        let query = format!("version={version}&operation=searchRetrieve&query=a");
        c.raw(&query)?.refused(&[5, 6])?;
    }
    Ok(())
}

fn version_1_0(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.raw("version=1.0&operation=searchRetrieve&query=a")?;
    match answer.diagnostics()?.is_empty() {
        true => Ok(()),
        false => answer.refused(&[5]).map(drop),
    }
}

fn empty_version(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.raw("version=&operation=searchRetrieve&query=a")?;
    match answer.diagnostics()?.is_empty() {
        true => Ok(()),
        false => answer.refused(&[5, 6, 7]).map(drop),
    }
}

fn refusals_in_each_version(c: &mut Context<'_, Profile>) -> Outcome {
    for version in c.versions() {
        let answer = c.search(version, "dc.nosuchindex = x", &[])?;
        answer.refused(&[16])?;
        ensure!(
            answer.version == version,
            "{} is refused in {}",
            version.name(),
            answer.version.name()
        );
    }
    Ok(())
}

fn operation_that_is_none(c: &mut Context<'_, Profile>) -> Outcome {
    let told = c.raw("version=1.2&operation=foo&query=a")?.refused(&[4])?;
    ensure!(told.details == "foo", "the details are {:?}", told.details);
    Ok(())
}

fn operation_in_other_letters(c: &mut Context<'_, Profile>) -> Outcome {
    c.raw("version=1.2&operation=SEARCHRETRIEVE&query=a")?
        .refused(&[4])
        .map(drop)
}

fn missing_operation(c: &mut Context<'_, Profile>) -> Outcome {
    c.raw("version=1.1&query=a")?.refused(&[4, 7]).map(drop)
}

fn default_namespace(c: &mut Context<'_, Profile>) -> Outcome {
    for version in c.versions() {
        let answer = c.search(
            version,
            &c.work("known")?.query,
            &[("recordPacking", "string")],
        );
        let refused = c.search(version, "(", &[])?;
        let mut all = refused.root.every();
        let answer = answer?;
        all.extend(answer.root.every());
        let prefixed = all.iter().find(|node| {
            let own = version.namespaces().contains(&node.namespace.as_str());
            !node.prefix.is_empty() && (own || node.namespace == version.diagnostic_namespace())
        });
        if let Some(node) = prefixed {
            return Err(answer.failed(&format!("{}:{} has a prefix", node.prefix, node.name)));
        }
    }
    Ok(())
}

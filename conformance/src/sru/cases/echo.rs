//! The request, told back in the answer.

use super::{super::answer::Version, Profile};
use crate::{
    Context, Outcome,
    kit::{cases, ensure},
};

cases! {
    "sru/echo", "SRU 1.1 and 1.2, Echoed Request; OASIS part 3, 3.1.6", [];
    Must query [] "The query is echoed as it came.";
    Must markup [] "Markup in a query is echoed as text.";
    Must finnish [] "Letters beyond ASCII are echoed as they came.";
    Must version_stands_first ["version.1.1"] "In 1.1 and 1.2 the version stands first and the query after it.";
    Must no_version_in_2_0 ["version.2.0"] "In 2.0 no version is echoed.";
    Must what_was_asked_for ["schema.dc"] "Parameters that were given are echoed, each as it came.";
    Must nothing_else [] "Parameters that were not given are not echoed.";
    Must refused_requests [] "A request that is refused is echoed too.";
    Must scan_clause ["service.scan"] "The clause of a scan is echoed as it came.";
    Should parsed_query ["version.1.1"] "In 1.1 the query is echoed as XCQL too." of "SRU 1.1, xQuery";
    Must extension_data [] "What an extension was given is not taken for a part of SRU in the echo.";
}

fn echoed(c: &Context<'_, Profile>, query: &str) -> Outcome {
    for version in c.versions() {
        let answer = c.search(version, query, &[])?;
        let told = answer
            .echo()?
            .text_of("query")
            .unwrap_or_default()
            .to_owned();
        ensure!(told == query, "{told:?} is echoed, not {query:?}");
    }
    Ok(())
}

fn query(c: &mut Context<'_, Profile>) -> Outcome {
    echoed(c, "dc.title  =  \"a  b\"")
}

fn markup(c: &mut Context<'_, Profile>) -> Outcome {
    echoed(c, "\"<b>&amp;'\" or \"]]>\"")
}

fn finnish(c: &mut Context<'_, Profile>) -> Outcome {
    echoed(c, "\"Äänekoski Åland öljy čáhci 日本 😀\"")
}

fn version_stands_first(c: &mut Context<'_, Profile>) -> Outcome {
    for version in c
        .versions()
        .into_iter()
        .filter(|version| *version != Version::V20)
    {
        let answer = c.search(version, "a", &[("maximumRecords", "1")])?;
        let names: Vec<_> = answer.echo()?.names().into_iter().take(2).collect();
        ensure!(names == ["version", "query"], "it begins with {names:?}");
        let told = answer.echo()?.text_of("version");
        ensure!(told == Some(version.name()), "version {told:?}");
    }
    Ok(())
}

fn no_version_in_2_0(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.search(Version::V20, "a", &[])?;
    ensure!(
        answer.echo()?.child("version").is_none(),
        "there is a version"
    );
    Ok(())
}

fn what_was_asked_for(c: &mut Context<'_, Profile>) -> Outcome {
    let given = [
        ("startRecord", "1"),
        ("maximumRecords", "3"),
        ("recordSchema", "dc"),
        ("recordPacking", "string"),
    ];
    let version = c.usual()?;
    let answer = c.search(version, "a", &given)?;
    for (name, value) in given {
        let told = answer.echo()?.text_of(name);
        ensure!(told == Some(value), "{name} is echoed as {told:?}");
    }
    Ok(())
}

fn nothing_else(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find("a", &[])?;
    for name in [
        "startRecord",
        "maximumRecords",
        "recordSchema",
        "sortKeys",
        "stylesheet",
    ] {
        ensure!(answer.echo()?.child(name).is_none(), "{name} is echoed");
    }
    Ok(())
}

fn refused_requests(c: &mut Context<'_, Profile>) -> Outcome {
    echoed(c, "dc.nosuchindex = \"<\"")
}

fn scan_clause(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.scan("dc.title = \"<ä\"", &[])?;
    let told = answer.echo()?.text_of("scanClause");
    ensure!(told == Some("dc.title = \"<ä\""), "{told:?} is echoed");
    Ok(())
}

fn parsed_query(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.search(Version::V11, "dc.title = a and b", &[])?;
    let Some(parsed) = answer.echo()?.child("xQuery") else {
        return Err(answer.failed("there is no xQuery"));
    };
    let (triple, words) = (parsed.child("triple").is_some(), parsed.words());
    ensure!(triple && words.contains("dc.title"), "xQuery is {words:?}");
    Ok(())
}

fn extension_data(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.find("a", &[("x-conformance", "<records/>")])?;
    ensure!(
        !answer
            .echo()?
            .every()
            .iter()
            .any(|node| node.name == "records"),
        "what was text has become an element"
    );
    answer.count().map(drop)
}

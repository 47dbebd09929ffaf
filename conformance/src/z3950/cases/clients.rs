//! Sessions as clients from the field hold them: Koha, ILL systems, yaz-client, EndNote.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::integer,
        request::{self, OPAC, USMARC, XML},
    },
};

cases! {
    "z3950/clients", "recorded sessions of Koha, ZOOM, yaz-client and ILL systems", ["anonymous"];
    Must koha_query_templates [] "Every query that Koha builds for copy cataloguing is taken.";
    Must koha_session ["many"] "A session as Koha holds it works: element set F, a page of twenty records one by one.";
    Must set_name_used_again ["many", "work.known", "service.named_sets"] "The set `1` may be searched into again and again, as ZOOM does.";
    Must crosslink_session ["item.available", "syntax.opac"] "A search by id with ten OPAC records piggybacked works.";
    Must reshare_queries [] "The queries of ReShare by id, ISBN and title are taken.";
    Must yaz_client_defaults ["many"] "The defaults of yaz-client work: sets `1`, `2`, 64 MiB, one record a Present.";
    Must endnote_one_by_one ["many"] "Fifty Presents of one record each work.";
    Must catalogue_in_xml ["many", "syntax.xml"] "A harvest of a set in chunks of ten as MARCXML works.";
    Must many_sessions_at_once ["many"] "Fifty sessions at once are served alike.";
}

fn koha_query_templates(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for query in [
        "@attr 1=1016 \"kajaani\"",
        "@and @attr 1=1003 \"kianto\" @attr 1=4 \"viiva\"",
        "@attr 1=7 @attr 5=1 \"978-951-0-44158-9\"",
        "@attr 1=8 @attr 5=1 \"0355-2047\"",
        "@attr 1=16 @attr 2=3 @attr 3=1 @attr 4=1 @attr 5=1 @attr 6=1 \"84.2\"",
        "@attr 1=16 \"84.2\"",
        "@attr 1=21 \"karhut\"",
        "@attr 1=12 \"123\"",
        "@attr 1=1007 \"0355-2047\"",
        "@attr 1=31 \"2012\"",
        "@and @and @attr 1=1003 \"kivi\" @attr 1=21 \"veljekset\" @attr 1=4 \"seitsemän veljestä\"",
    ] {
        o.find(query)?;
    }
    Ok(())
}

fn koha_session(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let hits = o.find(&c.many()?)?;
    for position in 1..=hits.min(20) {
        let present = request::present("default", position, 1, USMARC);
        let (_, records) = o.presented(&request::elements(present, "F"))?;
        ensure!(records.len() == 1, "{} records come", records.len());
        for record in &records {
            record.marc()?;
        }
    }
    Ok(())
}

fn set_name_used_again(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let one = format!("@attr 1=12 {}", c.work("known")?.id);
    for _ in 0..10 {
        let many = request::into_set(o.request(&c.many()?)?, "1");
        let hits = o.found(&many)?;
        let one = request::into_set(o.request(&one)?, "1");
        ensure!(o.found(&one)? != hits, "the set has stayed the same");
        o.presented(&request::present("1", 1, 1, USMARC))?;
    }
    Ok(())
}

fn crosslink_session(c: &mut Context<'_, Profile>) -> Outcome {
    let id = c.item("available")?.record;
    let mut o = c.origin()?;
    for query in [
        format!("@attr 1=12 {id}"),
        "@attr 1=12 nosuchrecord".to_owned(),
    ] {
        let search = request::into_set(o.request(&query)?, "1");
        let search = request::piggyback(search, (1, 2_000_000_000, 10), OPAC);
        let answer = o.ask(&search)?.expect("searchResponse")?;
        let hits = answer.integer("resultCount")?;
        answer.is("numberOfRecordsReturned", hits)?;
    }
    Ok(())
}

fn reshare_queries(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    for query in [
        "@attr 1=12 kainet.1",
        "@attr 1=7 9789510441589",
        "@attr 1=4 \"seitsemän veljestä\"",
        "@attr 1=1016 veljestä",
    ] {
        o.find(query)?;
    }
    Ok(())
}

fn yaz_client_defaults(c: &mut Context<'_, Profile>) -> Outcome {
    let size = 64 << 20;
    let init = c.usual_init().put(integer(5, size)).put(integer(6, size));
    let (mut o, _) = c.origin_with(&init)?;
    let named = c.profile.services.iter().any(|own| own == "named_sets");
    for number in 1..=3 {
        let name = if named {
            number.to_string()
        } else {
            "default".to_owned()
        };
        let search = request::into_set(o.request(&c.many()?)?, &name);
        let search = search.put(crate::z3950::ber::octets(16, [1]));
        o.found(&search)?;
        o.presented(&request::present(&name, 1, 1, USMARC))?;
    }
    o.ask(&request::close(0))?.expect("close")?;
    o.ended()
}

fn endnote_one_by_one(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let hits = o.find(&c.many()?)?;
    for number in 0..50 {
        o.records(1 + number % hits.max(1), 1, USMARC)?;
    }
    Ok(())
}

fn catalogue_in_xml(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let hits = o.find(&c.many()?)?;
    let mut start = 1;
    while start <= hits {
        let count = 10.min(hits - start + 1);
        for record in o.records(start, count, XML)? {
            record.marc()?;
        }
        start += count;
    }
    Ok(())
}

fn many_sessions_at_once(c: &mut Context<'_, Profile>) -> Outcome {
    let mut sessions = Vec::new();
    for _ in 0..50 {
        sessions.push(c.origin()?);
    }
    let search = c.origin()?.request(&c.many()?)?;
    for session in &mut sessions {
        session.send(&search)?;
    }
    let mut counts = Vec::new();
    for session in &mut sessions {
        let answer = session.receive()?.expect("searchResponse")?;
        counts.push(answer.integer("resultCount")?);
    }
    counts.dedup();
    ensure!(counts.len() == 1, "the counts differ: {counts:?}");
    Ok(())
}

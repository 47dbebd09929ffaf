//! Extended services: a target that offers none of a kind says so.

use crate::{
    Context, Outcome,
    kit::{cases, ensure},
    z3950::{
        Profile,
        ber::{Ber, group, integer, octets, oid, sequence},
        request,
    },
};

cases! {
    "z3950/extended_services", "Z39.50-2003, 3.2.9; bib-1 diagnostics 218-226", ["anonymous"];
    Must unknown_package [] "A package type that nobody knows fails with 221.";
    Dialect item_order [] "Item order fails with 221 where the target does not take orders, with 222 where it takes none of this client.";
    Dialect update [] "Database update fails with 221 where the target is not updated this way.";
    Must delete_and_modify [] "Deleting and modifying a package that does not exist fails.";
    Must unknown_function [] "A function that does not exist fails, or breaks the protocol.";
    Must without_package_type [] "A request without packageType breaks the protocol." of "appendix REC: ExtendedServicesRequest";
}

const ITEM_ORDER: &str = "1.2.840.10003.9.4";
const UPDATE: &str = "1.2.840.10003.9.5";

/// It fails (operationStatus 3) with one of these, and the session lives.
fn fails(c: &Context<'_, Profile>, request: &Ber, conditions: &[i64]) -> Outcome {
    let mut o = c.origin()?;
    let answer = o.ask(request)?.expect("extendedServicesResponse")?;
    answer.is("operationStatus", 3)?;
    answer.diagnosed(conditions)?;
    o.lives()
}

fn unknown_package(c: &mut Context<'_, Profile>) -> Outcome {
    fails(c, &request::extended_service("1.2.3.4"), &[221])
}

/// A request with taskSpecificParameters of this package.
fn parameters(package: &str, fields: impl Into<Vec<Ber>>) -> Ber {
    let external = [oid(6, package).universal(), group(0, [group(1, fields)])];
    request::extended_service(package).before(11, group(10, external))
}

fn item_order(c: &mut Context<'_, Profile>) -> Outcome {
    let item = group(1, [octets(1, "default"), integer(2, 1)]);
    let order = parameters(ITEM_ORDER, [group(2, [sequence([item])])]);
    fails(c, &order, &[221, 222])
}

fn update(c: &mut Context<'_, Profile>) -> Outcome {
    let kept = sequence([integer(1, 1), octets(2, c.profile.database())]);
    let records = group(2, [sequence([])]);
    let update = parameters(UPDATE, [group(1, [kept]), records]);
    fails(c, &update, &[221])
}

fn delete_and_modify(c: &mut Context<'_, Profile>) -> Outcome {
    for function in [2, 3] {
        let request = request::extended_service(ITEM_ORDER)
            .put(integer(3, function))
            .before(11, octets(5, "nosuchpackage"));
        fails(c, &request, &[218, 219, 220, 221, 222, 223, 224, 225, 226])?;
    }
    Ok(())
}

fn unknown_function(c: &mut Context<'_, Profile>) -> Outcome {
    let mut o = c.origin()?;
    let request = request::extended_service(ITEM_ORDER).put(integer(3, 9));
    let answer = o.ask(&request)?;
    if answer.name() == "close" {
        return answer.is("closeReason", 6);
    }
    let status = answer
        .expect("extendedServicesResponse")?
        .integer("operationStatus")?;
    ensure!(status == 3, "operationStatus is {status}");
    o.lives()
}

fn without_package_type(c: &mut Context<'_, Profile>) -> Outcome {
    let request = request::extended_service(ITEM_ORDER).without(4);
    c.origin()?.breaks_protocol(&request.bytes())
}

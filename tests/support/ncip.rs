//! NCIP as the demo's partner speaks it.

use std::net::SocketAddr;

use super::api::{Reply, send};

/// A message with this service in it, of the demo's partner.
pub(crate) fn message(service: &str) -> String {
    with_password("demo", service)
}

/// The same with another password. The header stands first in the service.
pub(crate) fn with_password(password: &str, service: &str) -> String {
    let (start, rest) = service.split_once('>').unwrap();
    format!(
        "<NCIPMessage xmlns='http://www.niso.org/2008/ncip' \
         xmlns:n='http://www.niso.org/2008/ncip' \
         n:version='http://www.niso.org/schemas/ncip/v2_02/ncip_v2_02.xsd'>{start}>\
         <InitiationHeader><FromAgencyId><AgencyId>FI-Partner</AgencyId></FromAgencyId>\
         <FromAgencyAuthentication>{password}</FromAgencyAuthentication>\
         <ToAgencyId><AgencyId>FI-Kam</AgencyId></ToAgencyId></InitiationHeader>\
         {rest}</NCIPMessage>"
    )
}

/// Posts a message; what came back.
pub(crate) fn reply(to: SocketAddr, body: &str) -> Reply {
    send(
        to,
        &format!(
            "POST /ncip HTTP/1.1\r\nHost: silta\r\nConnection: close\r\n\
             Content-Type: application/xml\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    )
}

/// Posts a message; the answer's XML.
pub(crate) fn post(to: SocketAddr, body: &str) -> String {
    let reply = reply(to, body);
    assert_eq!(reply.status, 200, "{}", reply.body);
    let media_type = "content-type: application/xml; charset=utf-8";
    assert!(reply.head.contains(media_type), "{}", reply.head);
    reply.body
}

//! The bodies of the fuzz targets. They panic when a law is broken; the ordinary tests replay the
//! seeds of the targets through them.

use silta_xml::Limits;

use crate::{Request, Response};

/// Arguments, one a line as `name=value`: what can be read is written so that it reads the same.
pub fn request(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let pairs: Vec<_> = text
        .split('\n')
        .map(|line| line.split_once('=').unwrap_or((line, "")))
        .collect();
    let Ok(request) = Request::read(&pairs) else {
        return;
    };
    let arguments = request.arguments();
    let mut again = vec![("verb", request.verb().name())];
    again.extend(
        arguments
            .iter()
            .map(|(name, value)| (name.name(), &**value)),
    );
    assert_eq!(Request::read(&again).as_ref(), Ok(&request));
}

/// Answers: what can be read is written so that it reads the same.
pub fn response(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let limits = Limits {
        depth: 24,
        ..Limits::default()
    };
    let Ok(response) = Response::read(text, limits) else {
        return;
    };
    let written = response.write();
    let limits = Limits::default();
    assert_eq!(
        Response::read(&written, limits).as_ref(),
        Ok(&response),
        "{written}"
    );
}

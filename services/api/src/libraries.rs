//! The libraries of the consortium.

use silta_consortium_api::Code;

use crate::{
    asking::{Asking, Reply},
    fault::{About, Fault},
};

pub(crate) async fn list(asking: &Asking) -> Result<Reply, Fault> {
    let context = asking.context();
    let libraries = asking.consortium().libraries(&context).await;
    let libraries = libraries.map_err(|error| asking.fault(error, About::BODY))?;
    asking.page(libraries.to_vec(), |library| library.code.as_str())
}

pub(crate) async fn one(asking: &Asking, code: &str) -> Result<Reply, Fault> {
    let context = asking.context();
    let libraries = asking.consortium().libraries(&context).await;
    let libraries = libraries.map_err(|error| asking.fault(error, About::BODY))?;
    let found = libraries
        .iter()
        .find(|library| library.code.as_str() == code);
    let library = found.ok_or_else(|| Fault::new(Code::NotFound, "no library has this code"))?;
    Ok(asking.tell(library.clone()))
}

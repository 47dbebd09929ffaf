//! What the server's staff does, by the consortium API.

use serde_json::{Value, json};

use super::profile::{Profile, Staff};
use crate::{
    Context, Outcome, Stop,
    kit::{
        ensure,
        http::{self, Request},
    },
};

impl Context<'_, Profile> {
    pub(super) fn staff(&self) -> Outcome<&Staff> {
        let staff = self.profile.staff.as_ref();
        staff.ok_or_else(|| Stop::skipped("the profile has no staff"))
    }

    /// Asks the API; status and body.
    pub(super) fn api(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Outcome<(u16, Value)> {
        let staff = self.staff()?;
        let mut request =
            Request::new(method, path).header("Authorization", &format!("Bearer {}", staff.token));
        if method != "GET" {
            request = request.header("Idempotency-Key", &format!("iso18626-{}", self.fresh()));
        }
        if let Some(body) = body {
            request = request.body("application/json", body.to_string());
        }
        let mut wire = self.connect()?;
        wire.send(&request.to_bytes_with(self.target, &staff.base, &[]))?;
        let reply = http::read(&mut wire, method, path)?;
        let body = serde_json::from_slice(&reply.bytes).unwrap_or(Value::Null);
        Ok((reply.status, body))
    }

    /// The request of the suite's, as staff sees it.
    pub(super) fn seen(&self, request: &str) -> Outcome<Value> {
        let mut path = "/ill/requests?limit=100".to_owned();
        loop {
            let (status, list) = self.api("GET", &path, None)?;
            ensure!(status == 200, "GET {path} gives {status}");
            let items = list["items"].as_array().cloned().unwrap_or_default();
            let found = items
                .into_iter()
                .find(|one| one["requesting_agency_request_id"] == request);
            if let Some(found) = found {
                return Ok(found);
            }
            match list["next"].as_str() {
                Some(next) => path = format!("/ill/requests?limit=100&cursor={next}"),
                None => return Err(Stop::failed(format!("staff does not see {request}"))),
            }
        }
    }

    /// What staff sees of a request by the server's id.
    pub(super) fn by_id(&self, id: &str) -> Outcome<Value> {
        let (status, seen) = self.api("GET", &format!("/ill/requests/{id}"), None)?;
        ensure!(status == 200, "the request {id} gives {status}");
        Ok(seen)
    }

    /// Staff does something with a request; the request then.
    pub(super) fn act(&self, id: &str, step: &Value) -> Outcome<Value> {
        let (status, body) = self.api("PATCH", &format!("/ill/requests/{id}"), Some(step))?;
        ensure!(
            status == 200,
            "{} gives {status} {}",
            step["action"],
            body["code"]
        );
        Ok(body)
    }

    /// Staff asks the partner for something; the server's id, and its name of it.
    pub(super) fn order(&self, title: &str) -> Outcome<(String, String)> {
        let staff = self.staff()?;
        let wanted = json!({
            "peer": format!("ISIL:{}", self.profile.partner), "service_type": "Loan",
            "title": title, "author": "Aho, Juhani", "patron": staff.patron,
            "pickup_library": staff.pickup_library,
        });
        let (status, made) = self.api("POST", "/ill/requests", Some(&wanted))?;
        ensure!(status == 201, "POST /ill/requests gives {status} {made}");
        let text = |name: &str| made[name].as_str().unwrap_or_default().to_owned();
        Ok((text("id"), text("requesting_agency_request_id")))
    }
}

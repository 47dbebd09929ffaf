//! Item orders over the demo library: what a partner orders is a request of inter-library loan.
#![allow(clippy::unwrap_used, reason = "what is not there is a failed test")]

mod support;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use silta_consortium::{
    AccountId, Change, Context, IdempotencyKey, Ill as _, IllAction, IllRequest, IllRequestsAsked,
    IllRole, IllStep, Origin, Page, Protocol,
};
use silta_embedded::Embedded;
use silta_observe::Metrics;
use silta_secrets::Secret;
use silta_z3950::{
    Apdu, Encoding, ExtendedServicesRequest, ExtendedServicesResponse, External, IdAuthentication,
    InitRequest, Oid, Options,
    extended_services::{Function, OperationStatus, WaitAction},
    init::OpenSecret,
    item_order::{
        Contact, ItemOrder, ItemOrderRequest, OriginPartNotToKeep, OriginPartToKeep, ResultSetItem,
        TaskPackage, TaskStatus,
    },
    oid::{DATABASE_UPDATE, ISO_ILL_1, ITEM_ORDER},
    records::DiagRec,
};
use silta_z3950_service::{Account, Z3950Metrics, Z3950Service, Z3950Settings};
use support::{Client, bytes, demo, init, settings, told};

/// The demo library, with an account of its partner, of a stranger, and of nobody's.
struct House {
    embedded: Arc<Embedded>,
    service: Z3950Service,
    _folder: tempfile::TempDir,
}

impl House {
    fn demo() -> Self {
        let (embedded, folder) = demo();
        let account = |name: &str, partner: Option<&str>| Account {
            name: name.into(),
            secret: Secret::known("demo"),
            partner: partner.map(Into::into),
        };
        let settings = Z3950Settings {
            accounts: vec![
                account("partner", Some("ISIL:FI-Partner")),
                account("stranger", Some("ISIL:FI-Nowhere")),
                account("reader", None),
            ],
            orders: Some(embedded.clone()),
            ..settings()
        };
        let metrics = Z3950Metrics::register(&Metrics::new());
        Self {
            service: Z3950Service::new(embedded.clone(), settings, metrics),
            embedded,
            _folder: folder,
        }
    }

    /// A client that has found one book of the demo library.
    async fn client(&self, account: Option<&str>) -> Client<'_> {
        let mut client = Client::of(&self.service);
        let secret =
            |name| IdAuthentication::Open(OpenSecret(format!("{name}/demo").as_str().into()));
        let begun = client.init(InitRequest {
            id_authentication: account.map(secret),
            ..init()
        });
        assert!(begun.await.options.contains(Options::EXTENDED_SERVICES));
        assert_eq!(client.hits("@attr 1=12 kainet.1").await, Ok(1));
        client
    }

    /// Staff says that a request is not filled.
    async fn decline(&self, request: &IllRequest) {
        let step = IllStep {
            reason: Some("NotOnShelf".into()),
            ..IllStep::new(request.id.clone(), IllAction::Unfilled)
        };
        let change = Change {
            context: staff(),
            key: IdempotencyKey::new("staff-declines").unwrap(),
            body: step,
        };
        self.embedded.take_ill_step(change).await.unwrap();
    }

    async fn requests(&self) -> Vec<IllRequest> {
        let asked = IllRequestsAsked::default();
        let context = staff();
        let requests = self.embedded.ill_requests(&context, &asked, Page::ALL);
        requests.await.unwrap().items
    }
}

fn staff() -> Context {
    Context {
        origin: Origin {
            protocol: Protocol::Api,
            account: Some(AccountId::from("staff")),
            library: None,
        },
        deadline: Instant::now() + Duration::from_secs(5),
    }
}

/// An order of what stands at a place of a set.
fn order(set: &str, item: i64) -> ExtendedServicesRequest {
    let order = ItemOrder::EsRequest(ItemOrderRequest {
        to_keep: Some(OriginPartToKeep {
            contact: Some(Contact {
                name: Some("Sirkka Ä".into()),
                phone: None,
                email: Some("sirkka@partner.example".into()),
            }),
            ..OriginPartToKeep::default()
        }),
        not_to_keep: OriginPartNotToKeep {
            result_set_item: Some(ResultSetItem {
                result_set_id: set.into(),
                item,
            }),
            ..OriginPartNotToKeep::default()
        },
    });
    with(order.to_external())
}

fn with(parameters: External) -> ExtendedServicesRequest {
    ExtendedServicesRequest {
        reference_id: None,
        function: Function::Create,
        package_type: ITEM_ORDER,
        package_name: Some("order-1".into()),
        user_id: None,
        retention_time: None,
        permissions: None,
        description: None,
        task_specific_parameters: Some(parameters),
        wait_action: WaitAction::Wait,
        elements: None,
        other_info: None,
    }
}

async fn ask(client: &mut Client<'_>, order: ExtendedServicesRequest) -> ExtendedServicesResponse {
    match client.ask(order).await {
        Apdu::ExtendedServicesResponse(response) => response,
        other => panic!("{other:?}"),
    }
}

async fn placed(client: &mut Client<'_>, order: ExtendedServicesRequest) -> TaskPackage {
    let response = ask(client, order).await;
    assert_eq!(response.operation_status, OperationStatus::Accepted);
    assert_eq!(response.diagnostics, None);
    TaskPackage::from_external(&response.task_package.unwrap()).unwrap()
}

async fn refused(client: &mut Client<'_>, order: ExtendedServicesRequest) -> (i64, String) {
    let response = ask(client, order).await;
    assert_eq!(response.operation_status, OperationStatus::Failure);
    assert_eq!(response.task_package, None);
    match response.diagnostics.unwrap().as_slice() {
        [DiagRec::DefaultFormat(diagnostic)] => told(diagnostic),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_a_partner_orders_is_a_request_once() {
    let house = House::demo();
    let before = house.requests().await.len();
    let mut client = house.client(Some("partner")).await;
    let package = placed(&mut client, order("1", 1)).await;
    assert_eq!(package.package_type, ITEM_ORDER);
    assert_eq!(package.package_name, Some("order-1".into()));
    assert_eq!(package.task_status, TaskStatus::Active);
    let kept = match ItemOrder::from_external(&package.task_specific_parameters) {
        Ok(ItemOrder::TaskPackage(task)) => task.origin_part.unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(kept.contact.unwrap().name, Some("Sirkka Ä".into()));

    let requests = house.requests().await;
    assert_eq!(requests.len(), before + 1);
    let made = &requests[0];
    assert_eq!(package.target_reference, Some(made.id.as_str().into()));
    assert_eq!(made.role, IllRole::Supplier);
    assert_eq!(made.peer.as_str(), "ISIL:FI-Partner");
    assert_eq!(made.requesting_agency_request_id, "order-1");
    assert_eq!(made.record, Some("kainet.1".into()));
    assert!(made.item.is_some(), "a copy is picked");
    let note = made.note.as_ref().unwrap();
    assert_eq!(note.expose(), "Sirkka Ä, sirkka@partner.example");

    // The answer was lost, and the client is another connection.
    let mut client = house.client(Some("partner")).await;
    let again = placed(&mut client, order("1", 1)).await;
    assert_eq!(again.target_reference, package.target_reference);
    assert_eq!(house.requests().await.len(), before + 1);
    // An order that is over is told as such.
    house.decline(made).await;
    let over = placed(&mut client, order("1", 1)).await;
    assert_eq!(over.target_reference, package.target_reference);
    assert_eq!(over.task_status, TaskStatus::Aborted);
    // Another order under the same name.
    assert_eq!(client.hits("@attr 1=12 kainet.2").await, Ok(1));
    assert_eq!(
        refused(&mut client, order("1", 1)).await,
        (218, "order-1".into())
    );
    // Without a name it is known by what it asks, and for whom.
    let nameless = |description: Option<&str>| ExtendedServicesRequest {
        package_name: None,
        description: description.map(Into::into),
        wait_action: WaitAction::DontReturnPackage,
        ..order("1", 1)
    };
    for (description, more) in [(None, 2), (None, 2), (Some("for Väinö"), 3)] {
        let response = ask(&mut client, nameless(description)).await;
        assert_eq!(response.operation_status, OperationStatus::Accepted);
        assert_eq!(response.task_package, None);
        assert_eq!(house.requests().await.len(), before + more);
    }
}

#[tokio::test]
async fn who_is_no_partner_orders_nothing() {
    let house = House::demo();
    let before = house.requests().await.len();
    for account in [None, Some("reader"), Some("stranger")] {
        let mut client = house.client(account).await;
        assert_eq!(
            refused(&mut client, order("1", 1)).await,
            (222, String::new()),
            "{account:?}"
        );
        assert_eq!(client.hits("@attr 1=12 kainet.1").await, Ok(1));
    }
    assert_eq!(house.requests().await.len(), before);
}

#[tokio::test]
async fn what_cannot_be_ordered_is_told() {
    let house = House::demo();
    let before = house.requests().await.len();
    let mut client = house.client(Some("partner")).await;
    let by_itself = |request: Option<External>| {
        let order = ItemOrder::EsRequest(ItemOrderRequest {
            to_keep: None,
            not_to_keep: OriginPartNotToKeep {
                result_set_item: None,
                item_request: request,
            },
        });
        with(order.to_external())
    };
    let iso_ill = External::single_asn1(ISO_ILL_1, bytes(init()));
    let long = "x".repeat(201);
    let table = [
        (order("nosuchset", 1), 30, "nosuchset"),
        (order("1", 0), 13, "0"),
        (order("1", 2), 13, "2"),
        (order("1", i64::MAX), 13, "9223372036854775807"),
        (by_itself(Some(iso_ill)), 1002, ""),
        (by_itself(None), 226, "taskSpecificParameters"),
        (with(garbage()), 226, "taskSpecificParameters"),
        (
            ExtendedServicesRequest {
                task_specific_parameters: None,
                ..order("1", 1)
            },
            226,
            "taskSpecificParameters",
        ),
        (
            ExtendedServicesRequest {
                package_name: Some(long.as_str().into()),
                ..order("1", 1)
            },
            226,
            "packageName",
        ),
        (
            ExtendedServicesRequest {
                function: Function::Delete,
                ..order("1", 1)
            },
            223,
            "",
        ),
        (
            ExtendedServicesRequest {
                package_type: DATABASE_UPDATE,
                ..order("1", 1)
            },
            221,
            "1.2.840.10003.9.5",
        ),
    ];
    for (order, condition, addinfo) in table {
        let shown = format!("{order:?}");
        let told = refused(&mut client, order).await;
        assert_eq!(told, (condition, addinfo.to_owned()), "{shown}");
    }
    assert_eq!(house.requests().await.len(), before);
}

/// An order whose contents are none.
fn garbage() -> External {
    External {
        direct_reference: Some(ITEM_ORDER),
        indirect_reference: None,
        data_value_descriptor: None,
        encoding: Encoding::OctetAligned(b"\xa1\x84\x7f\xff\xff\xff"[..].into()),
    }
}

#[tokio::test]
async fn without_inter_library_loan_nothing_is_ordered() {
    let server = support::Server::new();
    let mut client = server.client().await;
    assert_eq!(client.hits("@attr 1=4 kalevala").await, Ok(1));
    let (condition, addinfo) = refused(&mut client, order("1", 1)).await;
    assert_eq!((condition, addinfo), (221, oid(ITEM_ORDER)));
}

fn oid(oid: Oid) -> String {
    oid.to_string()
}

//! Copies that partners have sent, here and there.

use silta_consortium::{Catalogue as _, NewTemporaryItem, Page, RefusalCode};

use crate::{
    checkout, refused, renewal,
    twins::{Twins, context},
};

const COPY: &str = "FI-Partner-77";

fn sent(request: &str, barcode: &str) -> NewTemporaryItem {
    NewTemporaryItem {
        barcode: barcode.into(),
        title: "Sillanrakentajat".into(),
        author: Some("Lappalainen, Eeva".into()),
        patron: "2900000001".into(),
        pickup_library: "SOT".into(),
        request_id: request.into(),
        agency: "ISIL:FI-Partner".into(),
        due: None,
        renewable: false,
        library_use_only: request == "req-2",
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn they_come_circulate_and_go() {
    let twins = Twins::new().await;
    for (request, barcode) in [
        ("req-1", COPY),
        ("req-1", COPY),
        ("req-1", "B2"),
        ("req-3", COPY),
        ("req-2", "B2"),
        ("", "B3"),
    ] {
        let _ = twins
            .change(sent(request, barcode), |ports, change| {
                ports.create_temporary_item(change)
            })
            .await;
    }
    let item = &COPY.into();
    let context = &context();
    let item = twins.ask(|ports| ports.item(context, item)).await.unwrap();
    let held = twins
        .remote
        .holdings(context, &item.record, Page::ALL)
        .await;
    assert_eq!(held.unwrap().items, [item]);
    for item in ["B2", COPY] {
        let _ = twins
            .change(checkout("2900000001", item), |ports, change| {
                ports.checkout(change)
            })
            .await;
    }
    let renewed = twins.change(renewal("2900000001", COPY), |ports, change| {
        ports.renew(change)
    });
    assert_eq!(refused(renewed.await), RefusalCode::RenewalNotPermitted);
    for item in [COPY, "B2", "B2", "3900000001"] {
        let _ = twins
            .change(item.into(), |ports, change| {
                ports.delete_temporary_item(change)
            })
            .await;
    }
}

//! What changed in the catalogue, as harvesters are told it.

use jiff::Timestamp;
use silta_consortium::{Catalogue as _, ChangesAsked, Context, RecordChange};

use crate::{
    searching,
    twins::{Ports, Twins, assert_same, context},
};

/// The list of changes in parts: the places are each side's own, what stands between them is not.
pub(crate) async fn in_parts(twins: &Twins, context: &Context) {
    let mut told = [Vec::new(), Vec::new()];
    let ports: [&dyn Ports; 2] = [&twins.direct, &twins.remote];
    for (ports, told) in ports.into_iter().zip(&mut told) {
        let mut asked = ChangesAsked {
            limit: 500,
            ..ChangesAsked::ALL
        };
        loop {
            let part = ports.changes(context, asked.clone()).await.unwrap();
            assert!(part.changes.len() <= 500);
            told.extend(
                part.changes
                    .into_iter()
                    .map(|change| (change.changed, change.id)),
            );
            match part.next {
                None => break,
                next => asked.after = next,
            }
        }
    }
    assert!(told[0].len() > 2000 && told[0] == told[1]);
    for ports in ports {
        let asked = ChangesAsked {
            from: Some(Timestamp::MAX),
            ..ChangesAsked::ALL
        };
        let none = ports.changes(context, asked).await.unwrap();
        assert_eq!((none.changes.len(), none.total), (0, Some(0)));
    }
}

/// What a harvester is told of: the records deleted, written, and left alone.
pub(crate) async fn with_records(twins: &Twins) {
    let context = &context();
    let told = |change: RecordChange| (change.id, change.changed, change.deleted);
    for id in ["kainet.9001", "kainet.9002", "kainet.1", "nowhere"] {
        let id = &id.into();
        let [direct, remote] = [&twins.direct as &dyn Ports, &twins.remote]
            .map(|ports| async move { ports.change_of(context, id, false).await.map(told) });
        assert_same(&direct.await, &remote.await);
    }
    let asked = ChangesAsked {
        limit: 1000,
        records: true,
        ..ChangesAsked::ALL
    };
    let mut lists = [Vec::new(), Vec::new()];
    let ports: [&dyn Ports; 2] = [&twins.direct, &twins.remote];
    for (ports, list) in ports.into_iter().zip(&mut lists) {
        let part = ports.changes(context, asked.clone()).await.unwrap();
        list.extend(part.changes.into_iter().map(|change| {
            let text = change.record.as_ref().map(searching::marc);
            (told(change), text)
        }));
    }
    let [direct, remote] = lists;
    assert_eq!(direct, remote);
    assert!(direct.iter().any(|(_, record)| record.is_some()));
    let id = &"kainet.1".into();
    let one = twins.remote.change_of(context, id, true).await.unwrap();
    let one = one.record.unwrap();
    let catalogued = twins.direct.marc_record(context, id).await;
    assert_eq!(searching::marc(&one), searching::marc(&catalogued.unwrap()));
}

//! The parameters and the task package of an item order: an item of a result set is to be sent
//! (Z39.50-2003, 3.2.9.1.7 and appendix EXT.4).

use silta_ber::{External, Oid};

use crate::{
    oid::{EXTENDED, ITEM_ORDER},
    records::DiagRec,
    strings::{GeneralizedTime, InternationalString, OctetString, UserId},
    tables::{choice, codes, external_type, sequence},
    unit::IntUnit,
};

choice! {
    /// What stands in an item order.
    ItemOrder {
        /// What a client asks for.
        [1] EsRequest(ItemOrderRequest),
        /// What is told of it in the task package.
        [2] TaskPackage(ItemOrderTask),
    }
}

external_type!(ItemOrder = ITEM_ORDER);

sequence! {
    /// What a client asks for.
    ItemOrderRequest {
        /// What the task package tells again.
        [1 explicit] to_keep: Option<OriginPartToKeep>,
        /// The item.
        [2 explicit] not_to_keep: OriginPartNotToKeep,
    }
}

sequence! {
    /// What is told of an order.
    ItemOrderTask {
        /// What the client asked to be told again.
        [1 explicit] origin_part: Option<OriginPartToKeep>,
        /// What became of the order.
        [2 explicit] target_part: TargetPart,
    }
}

sequence! {
    /// For whom an item is ordered. How it is paid is passed over: nobody here wants the number of
    /// a card.
    #[derive(Default)]
    OriginPartToKeep {
        /// More about the order.
        [1] suppl_description: Option<External>,
        /// Who can be asked.
        [2] contact: Option<Contact>,
    }
}

sequence! {
    /// Who can be asked about an order.
    #[derive(Default)]
    Contact {
        /// The name.
        [1] name: Option<InternationalString>,
        /// The number.
        [2] phone: Option<InternationalString>,
        /// The address.
        [3] email: Option<InternationalString>,
    }
}

sequence! {
    /// The item that is ordered.
    #[derive(Default)]
    OriginPartNotToKeep {
        /// By its place in a result set.
        [1] result_set_item: Option<ResultSetItem>,
        /// By a request of its own, as of ISO ILL.
        [2] item_request: Option<External>,
    }
}

sequence! {
    /// A record of a result set.
    ResultSetItem {
        /// The result set.
        [1] result_set_id: InternationalString,
        /// The place in it; the first is 1.
        [2] item: i64,
    }
}

sequence! {
    /// What became of an order.
    #[derive(Default)]
    TargetPart {
        /// The request as it was carried on.
        [1] item_request: Option<External>,
        /// How far it is, in a form of its own.
        [2] status_or_error_report: Option<External>,
        /// How far it is.
        [3] auxiliary_status: Option<AuxiliaryStatus>,
    }
}

codes! {
    /// How far an order is.
    AuxiliaryStatus {
        /// It did not come in.
        1 NotReceived "notReceived",
        /// It waits for a copy.
        2 LoanQueue "loanQueue",
        /// It was given on.
        3 Forwarded "forwarded",
        /// It is not copied, by copyright.
        4 UnfilledCopyright "unfilledCopyright",
        /// It was copied.
        5 FilledCopyright "filledCopyright",
    }
}

sequence! {
    /// A package of an extended service, as a response tells of it (appendix REC, syntax 106).
    TaskPackage {
        /// What kind of service.
        [1] package_type: Oid,
        /// What the client calls it.
        [2] package_name: Option<InternationalString>,
        /// Whose it is.
        [3] user_id: Option<UserId>,
        /// How long it is kept.
        [4] retention_time: Option<IntUnit>,
        /// A word about it.
        [6] description: Option<InternationalString>,
        /// What the server calls it.
        [7] target_reference: Option<OctetString>,
        /// When it was made.
        [8] creation_date_time: Option<GeneralizedTime>,
        /// How far it is.
        [9] task_status: TaskStatus,
        /// What went wrong.
        [10] package_diagnostics: Option<Vec<DiagRec>>,
        /// What the service tells of it.
        [11] task_specific_parameters: External,
    }
}

external_type!(TaskPackage = EXTENDED);

codes! {
    /// How far a package is.
    TaskStatus {
        /// It waits.
        0 Pending "pending",
        /// It is being done.
        1 Active "active",
        /// It is done.
        2 Complete "complete",
        /// It will not be done.
        3 Aborted "aborted",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sample::Choices, value::Value as _};

    #[test]
    fn what_is_written_reads_the_same() {
        for seed in 0..200_u8 {
            let bytes: Vec<u8> = (0..64)
                .map(|at| seed.wrapping_mul(31).wrapping_add(at))
                .collect();
            let order = ItemOrder::sample(&mut Choices::new(&bytes));
            assert_eq!(ItemOrder::from_external(&order.to_external()), Ok(order));
        }
    }
}

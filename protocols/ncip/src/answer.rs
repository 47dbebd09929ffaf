//! What was done: the content of a response that tells no problem.

use crate::{
    accept_item::AcceptItemResponse,
    cancel_request_item::CancelRequestItemResponse,
    check_in_item::CheckInItemResponse,
    check_out_item::CheckOutItemResponse,
    create_item::CreateItemResponse,
    delete_item::DeleteItemResponse,
    fiscal_transaction::CreateUserFiscalTransactionResponse,
    lookup_agency::LookupAgencyResponse,
    lookup_item::LookupItemResponse,
    lookup_item_set::LookupItemSetResponse,
    lookup_request::LookupRequestResponse,
    lookup_user::LookupUserResponse,
    node::{Context, Node},
    out::Out,
    recall_item::{CancelRecallItemResponse, RecallItemResponse},
    renew_item::RenewItemResponse,
    request_item::RequestItemResponse,
    service::{Notification, Service},
    structure::{Fields, Read},
    undo_check_out_item::UndoCheckOutItemResponse,
    update_request_item::UpdateRequestItemResponse,
    update_user::UpdateUserResponse,
};

macro_rules! answers {
    ($($service:ident $answer:ident,)*) => {
        /// What was done, or is known.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Answer {
            $(
                #[doc = concat!("`", stringify!($answer), "`")]
                $service(Box<$answer>),
            )*
            /// A notification was taken note of.
            Noted(Notification),
        }

        impl Answer {
            /// The service.
            pub fn service(&self) -> Service {
                match self {
                    $(Self::$service(_) => Service::$service,)*
                    Self::Noted(notification) => notification.service(),
                }
            }

            /// Reads what was done; none if the service is known by name only.
            pub(crate) fn read(
                service: Service,
                node: &Node<'_>,
                context: &Context,
            ) -> Read<Option<Self>> {
                Ok(match service {
                    $(Service::$service => {
                        let answer = Fields::read_fields(node, context)?;
                        Some(Self::$service(Box::new(answer)))
                    })*
                    other => other.notification().map(Self::Noted),
                })
            }

            pub(crate) fn write(&self, out: &mut Out<'_>) {
                match self {
                    $(Self::$service(answer) => answer.write_fields(out),)*
                    Self::Noted(_) => {}
                }
            }
        }

        $(impl From<$answer> for Answer {
            fn from(answer: $answer) -> Self {
                Self::$service(Box::new(answer))
            }
        })*
    };
}

answers! {
    AcceptItem AcceptItemResponse,
    CancelRecallItem CancelRecallItemResponse,
    CancelRequestItem CancelRequestItemResponse,
    CheckInItem CheckInItemResponse,
    CheckOutItem CheckOutItemResponse,
    CreateItem CreateItemResponse,
    CreateUserFiscalTransaction CreateUserFiscalTransactionResponse,
    DeleteItem DeleteItemResponse,
    LookupAgency LookupAgencyResponse,
    LookupItem LookupItemResponse,
    LookupItemSet LookupItemSetResponse,
    LookupRequest LookupRequestResponse,
    LookupUser LookupUserResponse,
    RecallItem RecallItemResponse,
    RenewItem RenewItemResponse,
    RequestItem RequestItemResponse,
    UndoCheckOutItem UndoCheckOutItemResponse,
    UpdateRequestItem UpdateRequestItemResponse,
    UpdateUser UpdateUserResponse,
}

//! What is asked or told: the content of an initiation.

use crate::{
    accept_item::AcceptItem,
    cancel_request_item::CancelRequestItem,
    check_in_item::CheckInItem,
    check_out_item::CheckOutItem,
    create_item::CreateItem,
    delete_item::DeleteItem,
    fiscal_transaction::CreateUserFiscalTransaction,
    lookup_agency::LookupAgency,
    lookup_item::LookupItem,
    lookup_item_set::LookupItemSet,
    lookup_request::LookupRequest,
    lookup_user::LookupUser,
    node::{Context, Node},
    notification::{
        CirculationStatusChangeReported, CirculationStatusUpdated, ItemCheckedIn, ItemCheckedOut,
        ItemCreated, ItemRecallCancelled, ItemRecalled, ItemReceived, ItemRenewed,
        ItemRequestCancelled, ItemRequestUpdated, ItemRequested, ItemShipped, ItemUpdated,
    },
    out::Out,
    recall_item::{CancelRecallItem, RecallItem},
    renew_item::RenewItem,
    request_item::RequestItem,
    service::Service,
    structure::{Fields, Read},
    undo_check_out_item::UndoCheckOutItem,
    update_request_item::UpdateRequestItem,
    update_user::UpdateUser,
    user_notification::{
        AgencyCreated, AgencyUpdated, UserCreated, UserFiscalTransactionCreated, UserNoticeSent,
        UserUpdated,
    },
};

macro_rules! requests {
    ($($service:ident,)*) => {
        /// What is asked or told.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Request {
            $(
                #[doc = concat!("`", stringify!($service), "`")]
                $service(Box<$service>),
            )*
        }

        impl Request {
            /// The service.
            pub fn service(&self) -> Service {
                match self {
                    $(Self::$service(_) => Service::$service,)*
                }
            }

            /// Reads what is asked; none if the service is known by name only.
            pub(crate) fn read(
                service: Service,
                node: &Node<'_>,
                context: &Context,
            ) -> Read<Option<Self>> {
                Ok(match service {
                    $(Service::$service => {
                        let content = Fields::read_fields(node, context)?;
                        Some(Self::$service(Box::new(content)))
                    })*
                    _ => None,
                })
            }

            pub(crate) fn write(&self, out: &mut Out<'_>) {
                match self {
                    $(Self::$service(content) => content.write_fields(out),)*
                }
            }
        }

        $(impl From<$service> for Request {
            fn from(content: $service) -> Self {
                Self::$service(Box::new(content))
            }
        })*
    };
}

requests! {
    AcceptItem, AgencyCreated, AgencyUpdated, CancelRecallItem, CancelRequestItem, CheckInItem,
    CheckOutItem, CirculationStatusChangeReported, CirculationStatusUpdated, CreateItem,
    CreateUserFiscalTransaction, DeleteItem, ItemCheckedIn, ItemCheckedOut, ItemCreated,
    ItemRecallCancelled, ItemRecalled, ItemReceived, ItemRenewed, ItemRequestCancelled,
    ItemRequestUpdated, ItemRequested, ItemShipped, ItemUpdated, LookupAgency, LookupItem,
    LookupItemSet, LookupRequest, LookupUser, RecallItem, RenewItem, RequestItem,
    UndoCheckOutItem, UpdateRequestItem, UpdateUser, UserCreated, UserFiscalTransactionCreated,
    UserNoticeSent, UserUpdated,
}

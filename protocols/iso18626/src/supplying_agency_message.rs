//! The supplying library tells where a request stands, and is told that the message came in.

use crate::{
    codes::ReasonForMessage,
    delivery_info::DeliveryInfo,
    error_data::ErrorData,
    header::{ConfirmationHeader, SupplyingAgencyMessageHeader},
    message_info::MessageInfo,
    retry_info::RetryInfo,
    return_info::ReturnInfo,
    shipping_info::ShippingInfo,
    status_info::StatusInfo,
    structure::structure,
};

structure! {
    /// A message from the supplying library (`supplyingAgencyMessage`).
    #[derive(Debug)]
    SupplyingAgencyMessage {
        /// Who writes to whom.
        header: SupplyingAgencyMessageHeader = "header" [Once, Once],
        /// Why.
        message_info: MessageInfo = "messageInfo" [Once, Once],
        /// Where the request stands.
        status_info: StatusInfo = "statusInfo" [Once, Once],
        /// How it would succeed. 1.2 has it within `messageInfo`.
        retry_info: Option<RetryInfo> = "retryInfo" [Optional, Optional],
        /// What was sent.
        delivery_info: Option<DeliveryInfo> = "deliveryInfo" [Optional, Optional],
        /// Who carries it.
        shipping_info: Option<ShippingInfo> = "shippingInfo" [Never, Optional],
        /// Where it goes back to.
        return_info: Option<ReturnInfo> = "returnInfo" [Optional, Optional],
    }
}

structure! {
    /// That a message of the supplying library came in, or was not accepted
    /// (`supplyingAgencyMessageConfirmation`).
    #[derive(Debug)]
    SupplyingAgencyMessageConfirmation {
        /// Which message, and how it was received.
        confirmation_header: ConfirmationHeader = "confirmationHeader" [Once, Once],
        /// Why it was written.
        reason_for_message: Option<ReasonForMessage> = "reasonForMessage" [Optional, Optional],
        /// What is wrong with it.
        error_data: Vec<ErrorData> = "errorData" [Optional, Many],
    }
}

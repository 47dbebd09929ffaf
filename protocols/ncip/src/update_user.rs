//! `UpdateUser`: changes what is known of a user.

use crate::{
    mandated::MandatedAction,
    structure::structure,
    user::{User, UserId},
    user_fields::UserFields,
};

structure! {
    /// Changes what is known of a user.
    UpdateUser {
        opt "MandatedAction" mandated_action: MandatedAction,
        choice "UserId" user: User,
        opt "DeleteUserFields" delete_user_fields: UserFields,
        opt "AddUserFields" add_user_fields: UserFields,
    }
}

structure! {
    /// The user that was changed.
    UpdateUserResponse {
        one "UserId" user_id: UserId,
    }
}

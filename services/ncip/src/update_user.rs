//! `UpdateUser`: a block that is set on a card, or lifted. All else of a patron is for the library
//! itself to write.

use silta_consortium::{NewBlock, RefusalCode};
use silta_ncip::{ProblemType, UpdateUser, UpdateUserResponse, UserFields};

use crate::{refusal::No, serving::Serving};

pub(crate) async fn update_user(
    s: &mut Serving<'_>,
    asked: &UpdateUser,
) -> Result<UpdateUserResponse, No> {
    let nothing = UserFields::default();
    let add = asked.add_user_fields.as_ref().unwrap_or(&nothing);
    let delete = asked.delete_user_fields.as_ref().unwrap_or(&nothing);
    refuse_others(s, add, ProblemType::UnableToAddElement)?;
    refuse_others(s, delete, ProblemType::UnableToDeleteElement)?;
    let patron = s.user(&asked.user, None).await?.patron;
    let texts = |fields: &UserFields| -> Vec<String> {
        let blocks = fields.blocks_or_traps.iter();
        blocks
            .map(|block| text(s, block.block_or_trap_type.value()))
            .collect()
    };
    let (added, deleted) = (texts(add), texts(delete));
    for text in deleted {
        let mut set = patron.blocks.iter();
        let id = set.find_map(|block| block.id.clone().filter(|_| block.text == text));
        let id = id.ok_or_else(|| {
            let no = s.no(ProblemType::UnableToDeleteElement);
            no.element("BlockOrTrap")
                .detail("the agency has set no such block")
        })?;
        let change = s.change((patron.barcode.clone(), id));
        s.answer(s.consortium().lift_block(change)).await?;
    }
    for text in added {
        if patron
            .blocks
            .iter()
            .any(|block| block.id.is_some() && block.text == text)
        {
            continue;
        }
        let change = s.change(NewBlock {
            patron: patron.barcode.clone(),
            code: RefusalCode::PatronBlocked,
            text,
            card_retained: false,
        });
        s.answer(s.consortium().block_patron(change)).await?;
    }
    Ok(UpdateUserResponse {
        user_id: s.user_id(&patron.barcode),
    })
}

/// By whom and for what a block was set: an agency lifts its own alone.
fn text(s: &Serving<'_>, kind: &str) -> String {
    let agency = s.sender.agency().map_or("", |agency| &agency.id);
    format!("{agency}: {kind}")
}

fn refuse_others(s: &Serving<'_>, fields: &UserFields, kind: ProblemType) -> Result<(), No> {
    let others = [
        (
            "AuthenticationInput",
            !fields.authentication_inputs.is_empty(),
        ),
        ("NameInformation", fields.name_information.is_some()),
        (
            "UserAddressInformation",
            !fields.user_address_information.is_empty(),
        ),
        ("DateOfBirth", fields.date_of_birth.is_some()),
        ("UserLanguage", !fields.user_languages.is_empty()),
        ("UserPrivilege", !fields.user_privileges.is_empty()),
    ];
    match others.into_iter().find(|(_, given)| *given) {
        Some((element, _)) => Err(s.no(kind).element(element)),
        None => Ok(()),
    }
}

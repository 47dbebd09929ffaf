//! Messages of our own making, in the shapes that terminals and libraries send. Each line of a
//! file in `corpus/` is a name and a message; the snapshot shows what is read and written.

use std::fmt::Write as _;

use silta_sip2::{Dialect, Message, Secrets, strict};

/// What a message is read as, line by line.
fn told(message: &str) -> String {
    let dialect = Dialect::default();
    let parsed = match Message::parse(message, dialect) {
        Ok(parsed) => parsed,
        Err(malformed) => return format!("  {malformed}\n"),
    };
    let mut told = format!(
        "  {} {}\n",
        parsed.message.spec().code,
        parsed.message.spec().name
    );
    for line in parsed.message.describe(Secrets::Shown) {
        let id = line
            .id
            .map_or_else(|| String::from("  "), |id| id.to_string());
        let meaning = line
            .meaning
            .map_or_else(String::new, |meaning| format!(" ({meaning})"));
        let _ = writeln!(
            told,
            "  {id} {}: [{}]{meaning}",
            line.name,
            line.value.as_str()
        );
    }
    if !parsed.missing.is_empty() || !parsed.repairs.is_empty() {
        let _ = writeln!(
            told,
            "  missing {:?}, repairs {:?}",
            parsed.missing, parsed.repairs
        );
    }
    let mut written = String::new();
    parsed.message.write(dialect, &mut written);
    assert_eq!(strict::fault(&written), None, "{message}");
    if written != message {
        let _ = writeln!(told, "  written {written}");
    }
    told
}

macro_rules! corpus {
    ($($file:ident,)+) => {$(
        #[test]
        fn $file() {
            let lines = include_str!(concat!("corpus/", stringify!($file), ".txt")).lines();
            let told: String = lines
                .map(|line| {
                    let (name, message) = line.split_once(": ").expect("a name and a message");
                    format!("{name}\n{}\n", told(message))
                })
                .collect();
            insta::assert_snapshot!(told);
        }
    )+};
}

corpus! {
    block_patron,
    checkin,
    checkout,
    end_patron_session,
    fee_paid,
    hold,
    item_information,
    item_status_update,
    login,
    patron_enable,
    patron_information,
    patron_status,
    renew,
    renew_all,
    request_resend,
    sc_status,
    strangers,
}

//! Error detection: sequence number and checksum.

use crate::{
    Context, Outcome, Stop,
    kit::{cases, ensure},
    sip2::{
        Item, Profile,
        answer::{Answer, checksum},
        request::Forms,
        terminal::{plain, sealed},
    },
    visible,
};

cases! {
    "sip2/trailer", "SIP2 2.00, error detection (AY, AZ)", ["account.self_check"];
    Must checked_request_gets_checked_answer [] "A request with AY and AZ is answered with the same AY and a valid AZ.";
    Must every_sequence_number_is_echoed [] "Each sequence number from 0 to 9 is echoed.";
    Must plain_request_gets_plain_answer [] "A request without trailer is answered without one.";
    Must plain_after_checked_is_served [] "A plain message after checked ones is served and answered plain.";
    Must wrong_checksum_is_asked_for_again [] "A wrong checksum gets 96.";
    Must wrong_checksum_changes_nothing ["patron.ordinary.pin", "spare.1"] "A checkout with a wrong checksum is not carried out.";
    Must checksum_that_is_not_hex_is_asked_for_again [] "A checksum that is not hexadecimal gets 96.";
    Should lower_case_digits_are_accepted [] "Lower-case hexadecimal digits are accepted." of "field practice: some vendors send them";
    Should lost_leading_zero_is_accepted [] "A checksum of three digits, its leading zero lost, is accepted." of "field practice: two client libraries do not pad";
    Should sum_over_letters_is_accepted [] "A checksum over code points instead of bytes is accepted." of "field practice: four client libraries sum letters";
    Should two_digit_sequence_is_echoed [] "AY10 is echoed as AY10 with a valid AZ." of "field practice: a client library never wraps its counter";
    Should sequence_without_checksum_is_served [] "AY without AZ is served as a plain message, or asked for again.";
    Should checksum_without_sequence_is_served [] "AZ without AY is served, or asked for again.";
    Must long_answers_have_four_digits ["patron.many_loans"] "The checksum of a long answer has four digits too.";
    Must checksum_covers_bytes_as_sent ["patron.ordinary.name"] "The checksum of an answer with non-ASCII letters fits its bytes.";
    Must repeat_request_carries_no_sequence [] "96 carries no sequence number.";
}

fn checked_request_gets_checked_answer(c: &mut Context<'_, Profile>) -> Outcome {
    c.self_check()?.ask(&Forms::sc_status()).map(drop)
}

fn every_sequence_number_is_echoed(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    (0..12).try_for_each(|_| t.ask(&Forms::sc_status()).map(drop))
}

fn plain_request_gets_plain_answer(c: &mut Context<'_, Profile>) -> Outcome {
    let account = c.account("self_check")?;
    let mut t = c.stranger()?;
    t.detection = false;
    t.log_in(&account)?;
    t.ask(&Forms::sc_status()).map(drop)
}

fn plain_after_checked_is_served(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    t.ask(&Forms::sc_status())?;
    t.detection = false;
    t.ask(&Forms::sc_status()).map(drop)
}

/// The answer to an SC status with this text after AZ.
fn with_digits(c: &Context<'_, Profile>, digits: &str) -> Outcome<Answer> {
    c.self_check()?
        .ask_bytes(format!("9900802.00AY3AZ{digits}\r").as_bytes())
}

fn wrong_checksum_is_asked_for_again(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = with_digits(c, "0000")?;
    ensure!(answer.code == "96", "it was answered by {}", answer.code);
    Ok(())
}

fn wrong_checksum_changes_nothing(c: &mut Context<'_, Profile>) -> Outcome {
    let (patron, item) = (c.patron("ordinary")?, c.spare(3)?);
    c.return_later(&item);
    let mut t = c.self_check()?;
    let mut frame = t.frame(&t.form.checkout(&patron, &item));
    let digit = frame.len() - 2;
    frame[digit] = if frame[digit] == b'0' { b'1' } else { b'0' };
    let answer = t.ask_bytes(&frame)?;
    ensure!(answer.code == "96", "it was answered by {}", answer.code);
    let status = t.item_status(&item)?;
    ensure!(status != "04", "the damaged checkout was carried out");
    Ok(())
}

fn checksum_that_is_not_hex_is_asked_for_again(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = with_digits(c, "GHIJ")?;
    ensure!(answer.code == "96", "it was answered by {}", answer.code);
    Ok(())
}

fn lower_case_digits_are_accepted(c: &mut Context<'_, Profile>) -> Outcome {
    let digits = format!("{:04x}", checksum(b"9900802.00AY3AZ"));
    let answer = with_digits(c, &digits)?;
    ensure!(answer.code == "98", "it was answered by {}", answer.code);
    Ok(())
}

fn lost_leading_zero_is_accepted(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let start = t.form.item_information(&Item::unknown()).body();
    // Unknown fields push the sum to where its first digit is 0.
    let fillers = (0..4).flat_map(|full| (0..250).map(move |letters| (full, letters)));
    let bodies = fillers.map(|(full, letters)| {
        format!(
            "{start}{}ZZ{}|AY1AZ",
            format!("ZY{}|", "z".repeat(250)).repeat(full),
            "z".repeat(letters)
        )
    });
    for body in bodies {
        let sum = checksum(body.as_bytes());
        if (0x100..0x1000).contains(&sum) {
            let answer = t.ask_bytes(format!("{body}{sum:X}\r").as_bytes())?;
            ensure!(answer.code == "18", "it was answered by {}", answer.code);
            return Ok(());
        }
    }
    Err(Stop::skipped(
        "no request of this length has a checksum below 1000 (hexadecimal)",
    ))
}

fn sum_over_letters_is_accepted(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let body = t.form.item_information(&Item::of("Käpälä")).body() + "AY1AZ";
    let sum = body
        .chars()
        .fold(0u16, |sum, letter| sum.wrapping_add(letter as u32 as u16))
        .wrapping_neg();
    let answer = t.ask_bytes(format!("{body}{sum:04X}\r").as_bytes())?;
    ensure!(answer.code == "18", "it was answered by {}", answer.code);
    Ok(())
}

fn two_digit_sequence_is_echoed(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = c.self_check()?.ask_bytes(&sealed(b"9900802.00", "10"))?;
    ensure!(
        answer.sequence.as_deref() == Some("10"),
        "the answer is {}",
        visible(&answer.raw)
    );
    Ok(())
}

fn sequence_without_checksum_is_served(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let answer = t.ask_bytes(b"9900802.00AY3\r")?;
    ensure!(
        matches!(answer.code.as_str(), "98" | "96"),
        "it was answered by {}",
        answer.code
    );
    t.lives()
}

fn checksum_without_sequence_is_served(c: &mut Context<'_, Profile>) -> Outcome {
    let mut t = c.self_check()?;
    let sum = checksum(b"9900802.00AZ");
    let answer = t.ask_bytes(format!("9900802.00AZ{sum:04X}\r").as_bytes())?;
    ensure!(
        matches!(answer.code.as_str(), "98" | "96"),
        "it was answered by {}",
        answer.code
    );
    t.lives()
}

fn long_answers_have_four_digits(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("many_loans")?;
    let mut t = c.self_check()?;
    for last in 1..=60 {
        let request = t
            .form
            .patron_information(&patron, "  Y       ")
            .with("BP", "1")
            .with("BQ", last.to_string());
        let answer = t.ask(&request)?;
        if answer.raw.get(answer.raw.len().saturating_sub(5)) == Some(&b'0') {
            return Ok(());
        }
    }
    Err(Stop::skipped("no answer has a checksum that begins with 0"))
}

fn checksum_covers_bytes_as_sent(c: &mut Context<'_, Profile>) -> Outcome {
    let patron = c.patron("ordinary")?;
    let mut t = c.self_check()?;
    let answer = t.information(&patron)?;
    ensure!(
        answer.raw.iter().any(|b| !b.is_ascii()),
        "the answer has no letter beyond ASCII to judge by"
    );
    Ok(())
}

fn repeat_request_carries_no_sequence(c: &mut Context<'_, Profile>) -> Outcome {
    let answer = with_digits(c, "0000")?;
    ensure!(
        answer.sequence.is_none(),
        "the 96 is {}",
        visible(&answer.raw)
    );
    let bare = c.self_check()?.ask_bytes(&plain(b"77"))?;
    ensure!(bare.sequence.is_none(), "the 96 is {}", visible(&bare.raw));
    Ok(())
}

//! A terminal of the suite: a logged-in connection that asks and checks.

use std::time::Duration;

use super::{
    answer::{Answer, checksum},
    charset::Charset,
    layout,
    money::Cents,
    profile::{Account, Item, Patron, Profile},
    request::{Forms, Request},
};
use crate::{Context, Outcome, Stop, Wire, kit::ensure, visible};

/// Long enough for an answer on its way to arrive, short enough for a suite.
pub(crate) const A_WHILE: Duration = Duration::from_millis(250);

/// A terminal on its own connection.
#[derive(Debug)]
pub(crate) struct Terminal {
    pub(crate) wire: Wire,
    /// Whether it uses error detection: AY and AZ on each request.
    pub(crate) detection: bool,
    /// The requests it writes.
    pub(crate) form: Forms,
    pub(crate) charset: Charset,
    sequence: u32,
}

impl Context<'_, Profile> {
    /// A self-check that is logged in and uses error detection.
    pub(crate) fn self_check(&self) -> Outcome<Terminal> {
        self.terminal("self_check")
    }

    /// A logged-in terminal of this role.
    pub(crate) fn terminal(&self, role: &str) -> Outcome<Terminal> {
        let account = self.account(role)?;
        let mut terminal = self.stranger_as(&account)?;
        terminal.log_in(&account)?;
        Ok(terminal)
    }

    /// A connection that has not said anything yet.
    pub(crate) fn stranger(&self) -> Outcome<Terminal> {
        let account = self.account("self_check")?;
        self.stranger_as(&account)
    }

    fn stranger_as(&self, account: &Account) -> Outcome<Terminal> {
        let zone = jiff::tz::TimeZone::get(&self.profile.time_zone)
            .map_err(|e| Stop::skipped(format!("the time zone of the profile: {e}")))?;
        let form = Forms {
            institution: self.profile.institution.clone(),
            location: account.location.clone(),
            zone,
            currency: self.profile.currency.clone(),
        };
        Ok(Terminal {
            wire: self.connect()?,
            detection: true,
            form,
            charset: account.charset,
            sequence: 0,
        })
    }

    /// The login of this role.
    pub(crate) fn account(&self, role: &str) -> Outcome<Account> {
        let found = self.profile.account.get(role).cloned();
        found.ok_or_else(|| Stop::skipped(format!("the profile has no account.{role}")))
    }

    /// The patron of this role.
    pub(crate) fn patron(&self, role: &str) -> Outcome<Patron> {
        let found = self.profile.patron.get(role).cloned();
        found.ok_or_else(|| Stop::skipped(format!("the profile has no patron.{role}")))
    }

    /// The item of this role.
    pub(crate) fn item(&self, role: &str) -> Outcome<Item> {
        let found = self.profile.item.get(role).cloned();
        found.ok_or_else(|| Stop::skipped(format!("the profile has no item.{role}")))
    }

    /// One of the spare items; the same number gives the same item.
    pub(crate) fn spare(&self, number: usize) -> Outcome<Item> {
        let all = &self.profile.spare;
        let found = number.checked_rem(all.len()).and_then(|at| all.get(at));
        found
            .map(|barcode| Item::of(barcode))
            .ok_or_else(|| Stop::skipped("the profile has no spare items"))
    }

    /// A location code: number 0 is the self-check's.
    pub(crate) fn location(&self, number: usize) -> Outcome<String> {
        let found = self.profile.locations.get(number).cloned();
        found.ok_or_else(|| Stop::skipped(format!("the profile has no locations.{}", number + 1)))
    }
}

impl Terminal {
    /// Logs in and fails unless that is granted.
    pub(crate) fn log_in(&mut self, account: &Account) -> Outcome {
        let answer = self.ask(&Forms::login(
            &account.user,
            &account.password,
            &account.location,
        ))?;
        ensure!(
            answer.fixed("ok") == "1",
            "the login of {} is refused; does the profile fit?",
            account.user
        );
        Ok(())
    }

    /// Sends the request and gives its answer, which must be the right one and valid.
    pub(crate) fn ask(&mut self, request: &Request) -> Outcome<Answer> {
        let answer = self.ask_or_96(request)?;
        ensure!(
            answer.code != "96",
            "{} was asked for again (96)",
            request.code()
        );
        Ok(answer)
    }

    /// As [`ask`](Self::ask), but 96 will do as well.
    pub(crate) fn ask_or_96(&mut self, request: &Request) -> Outcome<Answer> {
        ensure!(
            self.wire.left_over().is_empty(),
            "bytes nobody asked for: {}",
            visible(self.wire.left_over())
        );
        let frame = self.frame(request);
        self.wire.send(&frame)?;
        let answer = self.answer()?;
        self.fits(request.code(), &answer)?;
        Ok(answer)
    }

    /// The bytes of the request, with the next trailer if error detection is on.
    pub(crate) fn frame(&mut self, request: &Request) -> Vec<u8> {
        let body = request.body();
        if !self.detection {
            return plain(&self.charset.encode(&body));
        }
        let sequence = self.sequence.to_string();
        self.sequence = (self.sequence + 1) % 10;
        sealed(&self.charset.encode(&body), &sequence)
    }

    /// The next frame, which must be valid by itself.
    pub(crate) fn answer(&mut self) -> Outcome<Answer> {
        let frame = self.wire.until(b'\r')?;
        Answer::parse(&frame, self.charset).map_err(|reason| {
            Stop::failed(format!(
                "the answer {} is not valid: {reason}",
                visible(&frame)
            ))
        })
    }

    /// Sends bytes as they are and gives the next frame.
    pub(crate) fn ask_bytes(&mut self, bytes: &[u8]) -> Outcome<Answer> {
        self.wire.send(bytes)?;
        self.answer()
    }

    /// Fails unless the answer belongs to the request: its code, and the trailer mirrored.
    fn fits(&self, code: &str, answer: &Answer) -> Outcome {
        if answer.code == "96" {
            return Ok(());
        }
        let wanted = layout::answer_to(code);
        ensure!(
            wanted == Some(&answer.code),
            "{code} was answered by {}",
            answer.code
        );
        if !self.detection {
            ensure!(
                !answer.checked,
                "a request without checksum was answered with one"
            );
            return Ok(());
        }
        let sequence = ((self.sequence + 9) % 10).to_string();
        ensure!(
            answer.checked,
            "a request with checksum was answered without one"
        );
        ensure!(
            answer.sequence.as_deref() == Some(&sequence),
            "AY{sequence} was answered with AY{}",
            answer.sequence.as_deref().unwrap_or(" missing")
        );
        Ok(())
    }

    /// Fails unless the session still serves: one 99, one 98, and nothing before it.
    pub(crate) fn lives(&mut self) -> Outcome {
        match self.ask(&Forms::sc_status()) {
            Ok(_) => Ok(()),
            Err(Stop::Failed(reason)) => Err(Stop::failed(format!(
                "afterwards the session is not alive: {reason}"
            ))),
            Err(skipped) => Err(skipped),
        }
    }

    /// Fails if anything comes within a while.
    pub(crate) fn stays_silent(&mut self) -> Outcome {
        let (bytes, closed) = self.wire.remainder(A_WHILE)?;
        ensure!(
            bytes.is_empty(),
            "it sent {} where nothing was due",
            visible(&bytes)
        );
        ensure!(!closed, "it closed the connection");
        Ok(())
    }

    /// The circulation status of an item.
    pub(crate) fn item_status(&mut self, item: &Item) -> Outcome<String> {
        Ok(self
            .ask(&self.form.item_information(item))?
            .fixed("circulation status")
            .to_owned())
    }

    /// 64 without lists.
    pub(crate) fn information(&mut self, patron: &Patron) -> Outcome<Answer> {
        self.ask(&self.form.patron_information(patron, "          "))
    }

    /// 64 without lists, of a patron who is known: a refusal has noughts where counts belong.
    fn counts(&mut self, patron: &Patron) -> Outcome<Answer> {
        let answer = self.information(patron)?;
        answer.knows_the_patron()?;
        Ok(answer)
    }

    /// How many items the patron has.
    pub(crate) fn loans(&mut self, patron: &Patron) -> Outcome<u32> {
        Ok(self.counts(patron)?.number("charged items"))
    }

    /// How many holds the patron has, ready or not.
    pub(crate) fn holds(&mut self, patron: &Patron) -> Outcome<u32> {
        let answer = self.counts(patron)?;
        Ok(answer.number("hold items") + answer.number("unavailable holds"))
    }

    /// What the patron owes.
    pub(crate) fn balance(&mut self, patron: &Patron) -> Outcome<Cents> {
        match self.counts(patron)?.value("BV") {
            "" => Ok(Cents(0)),
            amount => Cents::read(amount),
        }
    }

    /// Returns the item.
    pub(crate) fn give_back(&mut self, item: &Item) -> Outcome<Answer> {
        self.ask(&self.form.checkin(item))
    }
}

/// Body and CR.
pub(crate) fn plain(body: &[u8]) -> Vec<u8> {
    [body, b"\r"].concat()
}

/// Body, AY with this sequence, AZ with the right sum, CR.
pub(crate) fn sealed(body: &[u8], sequence: &str) -> Vec<u8> {
    let summed = [body, b"AY", sequence.as_bytes(), b"AZ"].concat();
    let sum = format!("{:04X}\r", checksum(&summed));
    [summed.as_slice(), sum.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_carry_the_published_checksums() {
        assert_eq!(sealed(b"9900802.00", "1"), b"9900802.00AY1AZFCA0\r");
        assert_eq!(
            sealed(b"9300CNuser_id|COpassw0rd|", "1"),
            b"9300CNuser_id|COpassw0rd|AY1AZF594\r"
        );
        assert_eq!(plain(b"97"), b"97\r");
    }
}

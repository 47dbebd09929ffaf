//! Lending, returning and renewing at the made-up consortium, and the blocks of its cards.

use jiff::{SignedDuration, Timestamp};
use silta_consortium::{
    Block, BlockId, Checkin, CheckinId, Checkout, Lent, Loan, LoanId, NewBlock, PatronBarcode,
    Refusal, RefusalCode, RenewAll, Renewal, RenewalOutcome, Renewed, Returned, Routing,
};

use crate::{
    books::{Books, Done, known_item, known_patron},
    deed::Deed,
    world::{item, title},
};

/// A loan lasts so long, and each renewal adds a day.
const LOAN: SignedDuration = SignedDuration::from_hours(28 * 24);
const RENEWAL: SignedDuration = SignedDuration::from_hours(24);
/// How often a loan can be renewed.
pub(crate) const RENEWALS: u32 = 2;

#[derive(Clone, Debug)]
pub(crate) struct Lending {
    pub(crate) id: String,
    pub(crate) patron: String,
    pub(crate) lent: Timestamp,
    pub(crate) renewals: u32,
}

impl Lending {
    pub(crate) fn due(&self) -> Timestamp {
        let renewed = RENEWAL * i32::try_from(self.renewals).unwrap();
        self.lent + LOAN + renewed
    }

    fn renew(&mut self) -> Result<Timestamp, Refusal> {
        if self.renewals >= RENEWALS {
            return Err(Refusal::with_limit(RefusalCode::RenewalLimit, RENEWALS));
        }
        self.renewals += 1;
        Ok(self.due())
    }
}

/// The last return of an item: its id, and the loan that it ended.
#[derive(Clone, Debug)]
pub(crate) struct Return {
    pub(crate) id: String,
    ended: Option<Lending>,
}

/// A block of a card.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) id: String,
    pub(crate) patron: String,
    pub(crate) since: Timestamp,
}

impl Books {
    pub(crate) fn check_out(&mut self, body: &Checkout, now: Timestamp) -> Done<Lent> {
        let patron = self.free_patron(body.patron.as_str())?;
        let item = known_item(body.item.as_str())?;
        let standing = self.loans.get(&item).map(|loan| loan.patron == patron);
        let deed = match standing {
            Some(false) => return Err(RefusalCode::ItemOnLoanToOther.into()),
            Some(true) => Deed::StillLent {
                patron,
                item: item.clone(),
            },
            None => {
                let lending = Lending {
                    id: self.id('L'),
                    patron: patron.clone(),
                    lent: now,
                    renewals: 0,
                };
                let due = lending.due();
                self.loans.insert(item.clone(), lending);
                self.returns.remove(&item);
                Deed::Lent {
                    patron,
                    item: item.clone(),
                    due,
                }
            }
        };
        let lent = Lent {
            loan: self.loan(&item).unwrap(),
            was_on_loan: standing.is_some(),
            renewed: false,
            fee: None,
            overridden: Vec::new(),
        };
        Ok((lent, deed))
    }

    pub(crate) fn cancel_checkout(&mut self, id: &LoanId, _: Timestamp) -> Done<()> {
        let mut loans = self.loans.iter();
        let found = loans.find(|(_, lending)| lending.id == id.as_str());
        let (item, _) = found.ok_or(RefusalCode::NotOnLoan)?;
        let item = item.clone();
        let lending = self.loans.remove(&item).unwrap();
        let patron = lending.patron;
        Ok(((), Deed::Unlent { patron, item }))
    }

    pub(crate) fn check_in(&mut self, body: &Checkin, _: Timestamp) -> Done<Returned> {
        let barcode = known_item(body.item.as_str())?;
        let ended = self.loans.remove(&barcode);
        let borrower = ended.as_ref().map(|loan| loan.patron.clone());
        let id = self.id('R');
        let back = Return {
            id: id.clone(),
            ended,
        };
        self.returns.insert(barcode.clone(), back);
        let returned = Returned {
            id: id.into(),
            item: item(self, &barcode),
            last_borrower: borrower.as_deref().map(Into::into),
            routing: Routing::None,
            destination: None,
            sort_bin: None,
            hold: None,
            fee: None,
        };
        let deed = Deed::Returned {
            item: barcode,
            borrower,
        };
        Ok((returned, deed))
    }

    /// The return of an item that can still be undone.
    pub(crate) fn last_return(&self, item: &str) -> Option<CheckinId> {
        let back = self.returns.get(item)?;
        Some(back.id.as_str().into())
    }

    pub(crate) fn cancel_checkin(&mut self, id: &CheckinId, _: Timestamp) -> Done<Option<Loan>> {
        let mut returns = self.returns.iter();
        let found = returns.find(|(_, back)| back.id == id.as_str());
        let (item, _) = found.ok_or(RefusalCode::NotOnLoan)?;
        let item = item.clone();
        let ended = self.returns.remove(&item).and_then(|back| back.ended);
        let borrower = ended.as_ref().map(|loan| (loan.patron.clone(), loan.due()));
        if let Some(lending) = ended {
            self.loans.insert(item.clone(), lending);
        }
        let loan = self.loan(&item);
        Ok((loan, Deed::Unreturned { item, borrower }))
    }

    pub(crate) fn renew(&mut self, body: &Renewal, _: Timestamp) -> Done<Renewed> {
        let patron = self.free_patron(body.patron.as_str())?;
        let item = known_item(body.item.as_str())?;
        let lending = self.loans.get_mut(&item);
        let lending = lending.filter(|lending| lending.patron == patron);
        let due = lending.ok_or(RefusalCode::NotOnLoan)?.renew()?;
        let renewed = Renewed {
            loan: self.loan(&item).unwrap(),
            fee: None,
            overridden: Vec::new(),
        };
        Ok((renewed, Deed::Renewed { patron, item, due }))
    }

    pub(crate) fn renew_all(&mut self, body: &RenewAll, _: Timestamp) -> Done<Vec<RenewalOutcome>> {
        let patron = self.free_patron(body.patron.as_str())?;
        let loans = self.loans.iter_mut();
        let own = loans.filter(|(_, lending)| lending.patron == patron);
        let outcomes: Vec<_> = own
            .map(|(item, lending)| RenewalOutcome {
                item: item.as_str().into(),
                title: title(item),
                result: lending.renew(),
            })
            .collect();
        let items = |renewed: bool| {
            let outcomes = outcomes.iter();
            let fitting = outcomes.filter(|outcome| outcome.result.is_ok() == renewed);
            fitting
                .map(|outcome| outcome.item.as_str().to_owned())
                .collect()
        };
        let deed = Deed::AllRenewed {
            patron,
            renewed: items(true),
            refused: items(false),
        };
        Ok((outcomes, deed))
    }

    pub(crate) fn block(&mut self, body: &NewBlock, now: Timestamp) -> Done<Block> {
        let patron = known_patron(body.patron.as_str())?;
        let block = self.id('B');
        self.blocks.push(Standing {
            id: block.clone(),
            patron: patron.clone(),
            since: now,
        });
        let told = self.blocks_of(&patron).pop().unwrap();
        Ok((told, Deed::Blocked { patron, block }))
    }

    pub(crate) fn lift(
        &mut self,
        (patron, id): &(PatronBarcode, BlockId),
        _: Timestamp,
    ) -> Done<()> {
        let patron = known_patron(patron.as_str())?;
        let same = |block: &Standing| block.patron == patron && block.id == id.0;
        let deed = match self.blocks.iter().position(same) {
            Some(place) => Deed::Unblocked {
                block: self.blocks.remove(place).id,
                patron,
            },
            // Lifted by somebody else at the same time.
            None => Deed::StillFree { patron },
        };
        Ok(((), deed))
    }

    pub(crate) fn blocks_of(&self, patron: &str) -> Vec<Block> {
        let blocks = self.blocks.iter().filter(|block| block.patron == patron);
        let told = |block: &Standing| Block {
            id: Some(BlockId(block.id.clone())),
            code: RefusalCode::PatronBlocked,
            text: String::new(),
            since: Some(block.since),
        };
        blocks.map(told).collect()
    }

    /// A patron whose card is not blocked.
    pub(crate) fn free_patron(&self, patron: &str) -> Result<String, Refusal> {
        let patron = known_patron(patron)?;
        match self.blocks.iter().any(|block| block.patron == patron) {
            true => Err(RefusalCode::PatronBlocked.into()),
            false => Ok(patron),
        }
    }
}

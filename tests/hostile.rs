//! Spoiled messages against the running gateway: whatever comes, only valid SIP2 leaves the
//! socket, nothing panics, no answer is about a patron whom its request did not name, the terminal
//! beside notices nothing, and the library's books stay whole.
//!
//! 20,000 messages; 1,000,000 with `SILTA_LONG=1`. `SILTA_SEED` repeats a run's messages.
#![allow(clippy::unwrap_used, reason = "what goes wrong here is a failed test")]

mod support;

use std::{
    net::SocketAddr,
    panic,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread::{scope, sleep},
    time::Duration,
};

use silta_consortium::{
    Circulation as _, CirculationStatus, Contact, ItemBarcode, Language, MediaType, NewItem,
    NewPatron,
};
use silta_sip2::Version;
use support::{
    answer::{Answer, value},
    house::{House, change, consortium, context, store, wait},
    ledger::Ledger,
    messages::{
        BLANK, DATE, book_of_kajaani, checkin, checkout, fee_paid, item_information, login,
        patron_information, sealed,
    },
    mutation::mutated,
    random::{Random, seed},
    terminal::{Terminal, is_gone},
};

/// Connections that send spoiled messages at the same time.
const LANES: usize = 8;

/// The demo's patrons: card, PIN, name.
const PATRONS: [(&str, &str, &str); 10] = [
    ("2900000001", "1234", "Korhonen, Väinö"),
    ("2900000002", "2345", "Heikkinen, Åsa"),
    ("2900000003", "3456", "Karjalainen, Aino"),
    ("2900000004", "4567", "Kemppainen, Onni"),
    ("2900000005", "5678", "Määttä, Elli"),
    ("2900000006", "6789", "Piirainen, Ilta"),
    ("2900000007", "7890", "Tolonen, Eero"),
    ("2900000008", "8901", "Leinonen, Sisko"),
    ("2900000009", "9012", "Huotari, Urho"),
    ("2900000010", "0123", "FI-Partner (library)"),
];

/// A card and a copy that no spoiled message comes near.
const NEIGHBOUR: &str = "NAAPURI";
const ITS_ITEM: &str = "NAAPURIN-KIRJA";

#[test]
fn spoiled_messages_do_no_harm() {
    let messages = if support::long() { 1_000_000 } else { 20_000 };
    let seed = seed();
    let panics = count_panics();
    let folder = tempfile::tempdir().unwrap();
    admit_the_neighbour(folder.path());
    let house = House::open(folder.path(), |settings| {
        settings.sip2.limits.failed_logins_per_minute = u32::MAX;
    });
    let over = AtomicBool::new(false);
    let (tally, rounds) = scope(|scope| {
        let neighbour = scope.spawn(|| live_beside(&house, &over));
        let lanes: Vec<_> = (0..LANES)
            .map(|lane| {
                let sip2 = house.sip2;
                scope.spawn(move || Lane::new(sip2, seed, lane).run(messages / LANES))
            })
            .collect();
        let tallies: Vec<_> = lanes.into_iter().map(|lane| lane.join()).collect();
        over.store(true, Ordering::Relaxed);
        let rounds = neighbour.join().expect("the neighbour is served");
        let tally = tallies
            .into_iter()
            .map(|tally| tally.expect("a lane without a fault"));
        (tally.fold(Tally::default(), Tally::and), rounds)
    });
    println!("{tally:?}, {rounds} rounds of the neighbour");
    assert_eq!(tally.sent, messages);
    assert!(tally.answered > messages / 2, "most frames are answered");
    assert!(tally.served > messages / 20, "many get behind the checksum");
    let panicked = house.counted("silta_connections_closed_total", &["\"panicked\""]);
    assert_eq!((panicked, panics.load(Ordering::Relaxed)), (0, 0));
    house.stop();
    let ledger = Ledger::open(&store(folder.path()));
    ledger.check();
    let theirs = "SELECT count(*) FROM loan JOIN patron ON patron.id = loan.patron
        WHERE patron.barcode = 'NAAPURI'";
    assert_eq!(ledger.number(theirs), 0);
}

fn count_panics() -> &'static AtomicUsize {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        told(info);
    }));
    &PANICS
}

/// What became of the spoiled messages.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    sent: usize,
    answered: usize,
    /// Answers that are no 96.
    served: usize,
    /// Answers that name a patron of the demo.
    about_patrons: usize,
    connections: usize,
}

impl Tally {
    fn and(self, other: Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            answered: self.answered + other.answered,
            served: self.served + other.served,
            about_patrons: self.about_patrons + other.about_patrons,
            connections: self.connections + other.connections,
        }
    }
}

/// One terminal that sends spoiled messages, and reconnects when it is cut.
struct Lane {
    sip2: SocketAddr,
    random: Random,
    lane: usize,
    good: Vec<String>,
    tally: Tally,
}

/// What is known of one connection.
struct Visit {
    terminal: Terminal,
    /// The versions that were agreed on until now.
    versions: Vec<Version>,
    /// Why the gateway may end the connection.
    may_end: bool,
    /// The last answer that a 97 would repeat.
    last: String,
}

impl Lane {
    fn new(sip2: SocketAddr, seed: u64, lane: usize) -> Self {
        Self {
            sip2,
            random: Random::new(seed, lane),
            lane,
            good: good_messages(lane),
            tally: Tally::default(),
        }
    }

    fn run(mut self, messages: usize) -> Tally {
        while self.tally.sent < messages {
            self.visit(messages);
        }
        self.tally
    }

    /// One connection: some hundred messages, or until it is cut.
    fn visit(&mut self, messages: usize) {
        self.tally.connections += 1;
        let account =
            *self
                .random
                .pick(&["sc-kajaani", "sc-sotkamo", "sorter-kajaani", "door-kajaani"]);
        let mut visit = Visit {
            terminal: Terminal::log_in(self.sip2, account),
            versions: vec![Version::V2],
            may_end: false,
            last: String::new(),
        };
        for _ in 0..40 {
            let left = messages - self.tally.sent;
            if left == 0 {
                break;
            }
            let size = 1 + self.random.below(6).min(left - 1);
            let batch: Vec<_> = (0..size)
                .map(|_| mutated(&mut self.random, &self.good))
                .collect();
            self.tally.sent += size;
            if !self.exchange(&mut visit, &batch) {
                break;
            }
        }
    }

    /// Sends messages, then one of our own, and judges all that comes before its answer. False if
    /// the gateway has ended the connection.
    fn exchange(&mut self, visit: &mut Visit, batch: &[Vec<u8>]) -> bool {
        let sent = batch.concat();
        let limit = silta_sip2::frame::MESSAGE_LIMIT;
        visit.may_end |= has(&sent, b"93") || batch.iter().any(|message| message.len() > limit);
        let mark = format!("MARK-{}-{}", self.lane, self.tally.sent);
        // Longer than any telnet option that a spoiled message may have begun.
        let own = format!("{}ZZ{}|", item_information(&mark), "z".repeat(80));
        let bytes = [sent.clone(), sealed(own.as_bytes(), self.tally.sent)].concat();
        if let Err(error) = self.write(&mut visit.terminal, &bytes) {
            return cut(visit, &format!("{error}"), &sent);
        }
        loop {
            let frame = match visit.terminal.frame() {
                Ok(Some(frame)) => frame,
                Ok(None) => return cut(visit, "the end", &sent),
                Err(error) if is_gone(&error) => return cut(visit, &format!("{error}"), &sent),
                Err(error) => panic!("no answer: {error}, to {}", shown(&sent)),
            };
            if frame.starts_with(b"98") && frame.get(32..36) == Some(b"1.00") {
                visit.versions = vec![Version::V2, Version::V1];
            }
            let answer = Answer::judge(&frame, &visit.versions)
                .unwrap_or_else(|why| panic!("{why}, to {}", shown(&sent)));
            if answer.value("AB") == Some(mark.as_str()) {
                visit.last = answer.text;
                return true;
            }
            self.judge(visit, answer, &sent);
        }
    }

    /// Whole, in pieces, or byte by byte.
    fn write(&mut self, terminal: &mut Terminal, bytes: &[u8]) -> std::io::Result<()> {
        let size = match self.random.below(100) {
            0 => 1,
            1..5 => 1 + self.random.below(40),
            _ => bytes.len(),
        };
        // In small pieces only what is short.
        let size = size.max(bytes.len() / 2000);
        bytes
            .chunks(size)
            .try_for_each(|chunk| terminal.send(chunk))
    }

    /// An answer is about nobody but the patron whom its request named.
    fn judge(&mut self, visit: &mut Visit, answer: Answer, sent: &[u8]) {
        self.tally.answered += 1;
        if answer.text.starts_with("96") {
            return;
        }
        self.tally.served += 1;
        if answer.text == visit.last {
            return;
        }
        // 10 names the patron whose loan has ended, by the number alone: nobody has asked for one.
        let card = answer.value("AA").unwrap_or_default().trim();
        if !card.is_empty() && !answer.text.starts_with("10") {
            let name = answer.value("AE").unwrap_or_default();
            let asked = shown(sent);
            assert!(
                named(sent, card),
                "{} was not asked for by {asked}",
                answer.text
            );
            let known = PATRONS.iter().find(|patron| patron.0 == card);
            let its_own = known.map_or("", |patron| patron.2);
            self.tally.about_patrons += usize::from(known.is_some());
            assert!(
                name.is_empty() || name == its_own,
                "{asked} got {}",
                answer.text
            );
        }
        visit.last = answer.text;
    }
}

/// Whether bytes name a card. What is no ASCII may be read in several ways: letters are composed,
/// and damaged ones replaced.
fn named(sent: &[u8], card: &str) -> bool {
    let visible = |bytes: &[u8]| -> Vec<u8> {
        let visible = bytes.iter().filter(|byte| byte.is_ascii_graphic());
        visible.map(u8::to_ascii_uppercase).collect()
    };
    let wanted = visible(format!("AA{card}").as_bytes());
    !card.is_ascii() || has(&visible(sent), &wanted)
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn shown(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

/// The connection is gone: right after a login that failed or a message too long, and nowhere else.
fn cut(visit: &Visit, how: &str, sent: &[u8]) -> bool {
    assert!(
        visit.may_end,
        "{how} without a reason, after {}",
        shown(sent)
    );
    false
}

/// What a terminal sends in a day, about the lane's own patron. Every other lane sends no PINs,
/// for spoiled ones soon have a card throttled.
fn good_messages(lane: usize) -> Vec<String> {
    let (card, pin, _) = PATRONS[lane];
    let with_pin = match lane % 2 {
        0 => format!("AD{pin}|"),
        _ => String::new(),
    };
    let items: Vec<_> = (0..3).map(|n| book_of_kajaani(10 * lane + n)).collect();
    let item = items[0].as_str();
    let of_the_patron = format!("AOKAINET|AA{card}|AC|{with_pin}");
    let mut good = vec![
        "9900802.00".into(),
        "97".into(),
        login("sc-kajaani"),
        format!("23001{DATE}{of_the_patron}"),
        item_information("3900000011"),
        format!("29NN{DATE}{BLANK}{of_the_patron}AB{item}|"),
        format!("65{DATE}{of_the_patron}"),
        format!("15+{DATE}{of_the_patron}AB3900000012|BSKAJ|BY2|"),
        format!("15-{DATE}{of_the_patron}AB3900000012|"),
        format!("15*{DATE}{of_the_patron}AB3900000012|BSSOT|"),
        fee_paid(card, "0.10", "REC-1"),
        fee_paid(card, "0.05", "REC-2"),
        format!("19{DATE}AOKAINET|AB{item}|AC|CHplain|"),
        format!("35{DATE}{of_the_patron}"),
        format!("11YY{DATE}{DATE}{of_the_patron}AB{item}|"),
        format!("09Y{DATE}{DATE}APKAJ|AOKAINET|AB{item}|AC|"),
        checkin(item, "BIY|"),
        checkout(card, "3900000010", &format!("{with_pin}BOY|")),
        checkout(card, "3900000001", &format!("{with_pin}BIY|")),
    ];
    if lane == 0 {
        // Forgets the PIN each time, which is slow to check anew: one card is enough.
        good.push(format!("01N{DATE}AOKAINET|ALcard|AA{card}|AC|"));
        good.push(format!("25{DATE}{of_the_patron}"));
    }
    for item in &items {
        good.push(checkout(card, item, &with_pin));
        good.push(checkin(item, ""));
        good.push(item_information(item));
    }
    for list in [
        "Y         ",
        " Y        ",
        "  Y       ",
        "   Y      ",
        "     Y    ",
    ] {
        good.push(format!("63001{DATE}{list}{of_the_patron}BP1|BQ5|"));
    }
    good
}

fn admit_the_neighbour(folder: &std::path::Path) {
    let neighbour = NewPatron {
        barcode: NEIGHBOUR.into(),
        name: "Naapuri, Nea".into(),
        home: "KAJ".into(),
        group: "adult".into(),
        language: Language::Fi,
        expires: None,
        card_lost: false,
        contact: Contact::default(),
        pin: Some("4242".into()),
    };
    let consortium = consortium(folder);
    wait(consortium.put_patron(change("neighbour", neighbour))).unwrap();
    let beside = ItemBarcode::from(book_of_kajaani(124));
    let beside = wait(consortium.item(&context(), &beside)).unwrap();
    let item = NewItem {
        barcode: ITS_ITEM.into(),
        record: beside.record,
        home: "KAJ".into(),
        current_location: "KAJ".into(),
        media_type: MediaType::Book,
        status: CirculationStatus::Available,
        fee: None,
        shelf_mark: None,
        collection: None,
        age_limit: None,
        properties: None,
    };
    wait(consortium.put_item(change("its-item", item))).unwrap();
}

/// A terminal in the same room: it asks, lends and returns, and every answer is right.
fn live_beside(house: &House, over: &AtomicBool) -> usize {
    let mut terminal = house.terminal("sc-kajaani");
    let item = ITS_ITEM;
    let pin = "AD4242|";
    let mut rounds = 0;
    while !over.load(Ordering::Relaxed) || rounds == 0 {
        let patron = terminal.ask(&patron_information(NEIGHBOUR, pin));
        assert_eq!(value(&patron, "AE"), Some("Naapuri, Nea"), "{patron}");
        assert_eq!(value(&patron, "CQ"), Some("Y"), "{patron}");
        let lent = terminal.ask(&checkout(NEIGHBOUR, item, pin));
        assert!(lent.starts_with("121N"), "{lent}");
        let status = terminal.ask(&item_information(item));
        assert!(status.starts_with("1804"), "{status}");
        let back = terminal.ask(&checkin(item, ""));
        assert!(back.starts_with("101Y"), "{back}");
        rounds += 1;
        // A person at a self-check, not a load test.
        sleep(Duration::from_millis(20));
    }
    rounds
}

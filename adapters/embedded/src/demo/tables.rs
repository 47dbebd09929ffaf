//! What the demo's records are made of.

/// The language of a title, and what is said in it.
#[derive(Clone, Copy)]
pub(super) struct Language {
    /// As MARC names it.
    pub(super) code: &'static str,
    /// Where such books come out, as MARC names it (008/15-17).
    pub(super) country: &'static str,
    /// Its place in a row of [`SUBJECTS`].
    pub(super) place: usize,
    /// What is skipped in filing.
    pub(super) articles: &'static [&'static str],
    /// `1` and `2` stand for subjects.
    pub(super) summary: &'static str,
    pub(super) thesaurus: &'static str,
    pub(super) kainuu: &'static str,
    pub(super) translated_by: &'static str,
    /// The language that books are translated from.
    pub(super) translated_from: &'static str,
    pub(super) publishers: &'static [(&'static str, &'static str)],
}

impl Language {
    pub(super) const FINNISH: Self = Self {
        code: "fin",
        country: "fi ",
        place: 0,
        articles: &[],
        summary: "Aiheina 1 ja 2.",
        thesaurus: "yso/fin",
        kainuu: "Kainuu",
        translated_by: "suomentanut ",
        translated_from: "eng",
        publishers: &[
            ("Helsinki", "Otava"),
            ("Porvoo", "WSOY"),
            ("Helsinki", "Tammi"),
            ("Kajaani", "Kainuun kirja"),
            ("Jyväskylä", "Gummerus"),
        ],
    };
    pub(super) const SWEDISH: Self = Self {
        code: "swe",
        country: "fi ",
        place: 1,
        articles: &["En ", "Ett ", "Den ", "Det ", "De "],
        summary: "Handlar om 1 och 2.",
        thesaurus: "yso/swe",
        kainuu: "Kajanaland",
        translated_by: "översättning: ",
        translated_from: "eng",
        publishers: &[
            ("Helsingfors", "Schildts & Söderströms"),
            ("Stockholm", "Norrskensförlaget"),
            ("Åbo", "Skärgårdsboken"),
        ],
    };
    pub(super) const SAMI: Self = Self {
        code: "sme",
        country: "no ",
        place: 2,
        articles: &[],
        summary: "Fáttát: 1 ja 2.",
        thesaurus: "yso/sme",
        kainuu: "Kainuu",
        translated_by: "jorgalan ",
        translated_from: "eng",
        publishers: &[
            ("Kárášjohka", "Davvi girjjit"),
            ("Ohcejohka", "Deanu girji"),
        ],
    };
    pub(super) const ENGLISH: Self = Self {
        code: "eng",
        country: "xxk",
        place: 3,
        articles: &["The ", "A ", "An "],
        summary: "About 1 and 2.",
        thesaurus: "yso/eng",
        kainuu: "Kainuu",
        translated_by: "translated by ",
        translated_from: "fin",
        publishers: &[
            ("London", "Northern Star Press"),
            ("Edinburgh", "Bridge & Lake"),
        ],
    };
}

/// A kind of material, as MARC describes it.
pub(super) struct Kind {
    /// As the store names it.
    pub(super) media_type: &'static str,
    pub(super) leader: &'static str,
    /// 007.
    pub(super) physical: &'static str,
    /// 008/18-34.
    pub(super) material: &'static str,
    /// 300 $a; `#` stands for a number.
    pub(super) extent: &'static str,
    /// 300 $c.
    pub(super) size: &'static str,
    /// 336 to 338: term and code.
    pub(super) content: (&'static str, &'static str),
    pub(super) media: (&'static str, &'static str),
    pub(super) carrier: (&'static str, &'static str),
    pub(super) genre: &'static str,
    /// The class on the shelf.
    pub(super) class: &'static str,
}

/// The kind of this media type; a book if it is none of the table.
pub(super) fn kind(media_type: &str) -> &'static Kind {
    let known = KINDS.iter().find(|kind| kind.media_type == media_type);
    known.unwrap_or(&KINDS[0])
}

const KINDS: [Kind; 8] = [
    Kind {
        media_type: "book",
        leader: "00000nam a2200000 i 4500",
        physical: "ta",
        material: "           000 1 ",
        extent: "# sivua",
        size: "21 cm",
        content: ("teksti", "txt"),
        media: ("käytettävissä ilman laitetta", "n"),
        carrier: ("nide", "nc"),
        genre: "romaanit",
        class: "84.2",
    },
    Kind {
        media_type: "cd",
        leader: "00000njm a2200000 i 4500",
        physical: "sd fsngnnmmned",
        material: "fmn              ",
        extent: "1 CD-äänilevy (# min)",
        size: "12 cm",
        content: ("esitetty musiikki", "prm"),
        media: ("audio", "s"),
        carrier: ("äänilevy", "sd"),
        genre: "kansanmusiikki",
        class: "78.3",
    },
    Kind {
        media_type: "dvd",
        leader: "00000ngm a2200000 i 4500",
        physical: "vd cvaizq",
        material: "095            vl",
        extent: "1 DVD-video (95 min)",
        size: "12 cm",
        content: ("kaksiulotteinen liikkuva kuva", "tdi"),
        media: ("video", "v"),
        carrier: ("videolevy", "vd"),
        genre: "elokuvat",
        class: "84.2",
    },
    Kind {
        media_type: "ebook",
        leader: "00000nam a2200000 i 4500",
        physical: "cr |||||||||||",
        material: "     o     000 1 ",
        extent: "1 verkkoaineisto (# sivua)",
        size: "",
        content: ("teksti", "txt"),
        media: ("tietokonekäyttöinen", "c"),
        carrier: ("verkkoaineisto", "cr"),
        genre: "e-kirjat",
        class: "84.2",
    },
    Kind {
        media_type: "magazine",
        leader: "00000nas a2200000 i 4500",
        physical: "ta",
        material: "mr p       0   a0",
        extent: "lehtiä",
        size: "30 cm",
        content: ("teksti", "txt"),
        media: ("käytettävissä ilman laitetta", "n"),
        carrier: ("nide", "nc"),
        genre: "aikakauslehdet",
        class: "05",
    },
    Kind {
        media_type: "map",
        leader: "00000nem a2200000 i 4500",
        physical: "aj canzn",
        material: "       a     0   ",
        extent: "1 kartta",
        size: "60 x 80 cm",
        content: ("kartografinen kuva", "cri"),
        media: ("käytettävissä ilman laitetta", "n"),
        carrier: ("arkki", "nb"),
        genre: "maastokartat",
        class: "42",
    },
    Kind {
        media_type: "other",
        leader: "00000nrm a2200000 i 4500",
        physical: "zz",
        material: "nnn            gn",
        extent: "1 lautapeli",
        size: "30 x 30 x 6 cm",
        content: ("kolmiulotteinen muoto", "tdf"),
        media: ("käytettävissä ilman laitetta", "n"),
        carrier: ("esine", "nr"),
        genre: "lautapelit",
        class: "79.81",
    },
    Kind {
        media_type: "score",
        leader: "00000ncm a2200000 i 4500",
        physical: "qu",
        material: "fma              ",
        extent: "1 partituuri (# sivua)",
        size: "30 cm",
        content: ("nuottikirjoitus", "ntm"),
        media: ("käytettävissä ilman laitetta", "n"),
        carrier: ("nide", "nc"),
        genre: "nuotit",
        class: "78.1",
    },
];

/// What is true of the titles that walk through the rules.
pub(super) struct Classic {
    /// When this edition came out.
    pub(super) year: u16,
    /// When the text first did.
    pub(super) original: Option<u16>,
    pub(super) publisher: (&'static str, &'static str),
    /// When the author lived.
    pub(super) life: Option<&'static str>,
    pub(super) genre: &'static str,
    pub(super) note: Option<&'static str>,
}

const SKS: (&str, &str) = ("Helsinki", "Suomalaisen Kirjallisuuden Seura");
const WSOY: (&str, &str) = ("Porvoo", "WSOY");
const KAINUU: (&str, &str) = ("Kajaani", "Kainuun kirja");

/// In the order of `kainet.1` to `kainet.12`.
pub(super) const CLASSICS: [Classic; 12] = [
    classic(1984, 1870, SKS, "1834-1872", "romaanit"),
    classic(1999, 1849, SKS, "1802-1884", "eepokset"),
    classic(1994, 1954, WSOY, "1920-1992", "romaanit"),
    made_up(2016, "toimintaelokuvat"),
    classic(1975, 1920, ("Helsinki", "Otava"), "1881-1934", "romaanit"),
    classic(1995, 1945, WSOY, "1908-1979", "romaanit"),
    made_up(2007, "kartastot"),
    classic(1984, 1884, WSOY, "1861-1921", "romaanit"),
    made_up(1972, "romaanit"),
    made_up(2003, "kansanmusiikki"),
    made_up(2011, "romaanit"),
    classic(1989, 1864, SKS, "1834-1872", "näytelmät"),
];

const fn classic(
    year: u16,
    original: u16,
    publisher: (&'static str, &'static str),
    life: &'static str,
    genre: &'static str,
) -> Classic {
    Classic {
        year,
        original: Some(original),
        publisher,
        life: Some(life),
        genre,
        note: Some("Uusi painos."),
    }
}

const fn made_up(year: u16, genre: &'static str) -> Classic {
    Classic {
        year,
        original: None,
        publisher: KAINUU,
        life: None,
        genre,
        note: None,
    }
}

/// In Finnish, Swedish, Northern Sámi and English.
pub(super) const SUBJECTS: [[&str; 4]; 12] = [
    ["järvet", "sjöar", "jávrrit", "lakes"],
    ["metsät", "skogar", "vuovddit", "forests"],
    ["talvi", "vinter", "dálvi", "winter"],
    ["perheet", "familjer", "bearrašat", "families"],
    ["matkat", "resor", "mátkkit", "journeys"],
    ["karhut", "björnar", "guovžžat", "bears"],
    [
        "poronhoito",
        "renskötsel",
        "boazodoallu",
        "reindeer herding",
    ],
    ["kalastus", "fiske", "guolásteapmi", "fishing"],
    ["muistot", "minnen", "muittut", "memories"],
    ["rakkaus", "kärlek", "ráhkisvuohta", "love"],
    ["kylät", "byar", "gilit", "villages"],
    ["sillat", "broar", "šalddit", "bridges"],
];

/// Series and how many volumes they have.
pub(super) const SERIES: [(&str, usize); 5] = [
    ("Kainuun kirjasto", 40),
    ("Sininen sarja", 120),
    ("Pohjoisen ääniä", 25),
    ("Oulujärven tarinoita", 60),
    ("Kansankirjoja", 200),
];

/// Who translates.
pub(super) const PEOPLE: [&str; 7] = [
    "Harju, Salme",
    "Lindqvist, Åke",
    "Näkkäläjärvi, Inga",
    "Mäkelä, Jorma",
    "Öster, Ylva",
    "Saarinen, Tuulikki",
    "Brown, Margaret",
];

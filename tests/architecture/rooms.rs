//! Every room of the house, and what it may lean on.

/// One crate and what it may lean on.
pub(crate) struct Room {
    pub(crate) folder: &'static str,
    /// Our own crates that it may depend on.
    pub(crate) uses: &'static [&'static str],
    /// Our own crates that only its tests may use, beside `uses`.
    pub(crate) tests_use: &'static [&'static str],
    /// Foreign crates that it may not depend on.
    pub(crate) never: &'static [&'static str],
}

const fn room(
    folder: &'static str,
    uses: &'static [&'static str],
    never: &'static [&'static str],
) -> Room {
    Room {
        folder,
        uses,
        tests_use: &[],
        never,
    }
}

impl Room {
    const fn tests(self, tests_use: &'static [&'static str]) -> Self {
        Self { tests_use, ..self }
    }
}

/// Runtimes, sockets and stores: what a room without IO does not depend on.
pub(crate) const IO: &[&str] = &[
    "axum",
    "hyper",
    "hyper-util",
    "mio",
    "rusqlite",
    "socket2",
    "tokio",
    "tokio-util",
];
/// What only the stores of an adapter and the listeners of `servers` need.
const STORES: &[&str] = &["rusqlite"];
/// What a room that only calls out does not depend on.
const NOT_FOR_CALLERS: &[&str] = &["axum", "mio", "rusqlite", "socket2"];
const LISTENERS: &[&str] = &["axum", "hyper", "hyper-util", "mio", "socket2"];
/// The same for a service over HTTP, which has axum's router alone: the listener is not its own.
const BUT_ROUTERS: &[&str] = &["hyper", "hyper-util", "mio", "rusqlite", "socket2"];

/// Every room but the roof: the root package and the tools of development are free.
pub(crate) const ROOMS: &[Room] = &[
    room(
        "adapters/embedded",
        &[
            "silta-consortium",
            "silta-index",
            "silta-marc",
            "silta-secrets",
        ],
        LISTENERS,
    ),
    // It calls out as the other adapter does, with the same TLS.
    room(
        "adapters/harvest",
        &[
            "silta-embedded",
            "silta-marc",
            "silta-oai-pmh",
            "silta-rest",
            "silta-sru",
            "silta-xml",
        ],
        NOT_FOR_CALLERS,
    ),
    // It calls out as the other adapters do, with the same TLS.
    room(
        "adapters/ill_peers",
        &[
            "silta-consortium",
            "silta-ill-translation",
            "silta-iso18626",
            "silta-observe",
            "silta-rest",
            "silta-xml",
        ],
        NOT_FOR_CALLERS,
    ),
    room(
        "adapters/index",
        &["silta-consortium", "silta-marc"],
        LISTENERS,
    ),
    room(
        "adapters/rest",
        &[
            "silta-consortium",
            "silta-consortium-api",
            "silta-cql-translation",
            "silta-observe",
        ],
        NOT_FOR_CALLERS,
    )
    .tests(&[
        "silta-api-service",
        "silta-cql",
        "silta-embedded",
        "silta-marc",
    ]),
    room("conformance", &[], IO),
    room("consortium", &[], IO),
    room("observe", &[], IO),
    room("protocols/ber", &[], IO),
    room("protocols/charset", &[], IO),
    room("protocols/consortium-api", &[], IO),
    room("protocols/cql", &["silta-xml"], IO),
    room("protocols/iso18626", &["silta-xml"], IO),
    room("protocols/marc", &["silta-xml"], IO),
    room("protocols/ncip", &["silta-xml"], IO),
    room("protocols/oai-pmh", &["silta-xml"], IO),
    room("protocols/sip2", &["silta-charset"], IO),
    room("protocols/sru", &["silta-cql", "silta-xml"], IO),
    room("protocols/xml", &[], IO),
    room("protocols/z3950", &["silta-ber"], IO),
    room("secrets", &[], LISTENERS),
    room("servers", &["silta-observe", "silta-session"], STORES),
    room(
        "services/api",
        &[
            "silta-consortium",
            "silta-consortium-api",
            "silta-cql",
            "silta-cql-translation",
            "silta-marc",
        ],
        BUT_ROUTERS,
    )
    .tests(&["silta-embedded"]),
    room(
        "services/iso18626",
        &[
            "silta-consortium",
            "silta-ill-translation",
            "silta-iso18626",
            "silta-observe",
            "silta-xml",
        ],
        BUT_ROUTERS,
    )
    .tests(&["silta-embedded"]),
    room(
        "services/ncip",
        &[
            "silta-consortium",
            "silta-ncip",
            "silta-observe",
            "silta-secrets",
            "silta-session",
        ],
        BUT_ROUTERS,
    )
    .tests(&["silta-embedded"]),
    room(
        "services/oai_pmh",
        &[
            "silta-consortium",
            "silta-marc",
            "silta-oai-pmh",
            "silta-xml",
        ],
        BUT_ROUTERS,
    )
    .tests(&["silta-embedded"]),
    room(
        "services/page",
        &[
            "silta-consortium",
            "silta-cql",
            "silta-cql-translation",
            "silta-marc",
            "silta-opac-translation",
        ],
        BUT_ROUTERS,
    )
    .tests(&["silta-embedded"]),
    room("services/session", &[], IO),
    room(
        "services/sip2",
        &[
            "silta-charset",
            "silta-consortium",
            "silta-observe",
            "silta-secrets",
            "silta-session",
            "silta-sip2",
        ],
        LISTENERS,
    )
    .tests(&["silta-embedded"]),
    room(
        "services/sru",
        &[
            "silta-consortium",
            "silta-cql",
            "silta-cql-translation",
            "silta-marc",
            "silta-observe",
            "silta-opac-translation",
            "silta-sru",
            "silta-xml",
        ],
        BUT_ROUTERS,
    )
    .tests(&["silta-embedded"]),
    room(
        "services/z3950",
        &[
            "silta-consortium",
            "silta-cql",
            "silta-cql-translation",
            "silta-marc",
            "silta-observe",
            "silta-opac-translation",
            "silta-rpn-translation",
            "silta-secrets",
            "silta-session",
            "silta-z3950",
        ],
        LISTENERS,
    )
    .tests(&["silta-embedded"]),
    // What it remembers is asked for by ports of these.
    room(
        "store",
        &["silta-consortium", "silta-rest", "silta-secrets"],
        LISTENERS,
    ),
    // Tests alone use it; it reads and writes files of the repository.
    room("testing", &[], LISTENERS),
    // Between a query language and the consortium's queries: services read with it, adapters write.
    room("translation/cql", &["silta-consortium", "silta-cql"], IO),
    // What the libraries have, between the consortium and the services that tell it.
    room("translation/opac", &["silta-consortium"], IO),
    room(
        "translation/ill",
        &["silta-consortium", "silta-iso18626"],
        IO,
    ),
    room("translation/rpn", &["silta-consortium", "silta-z3950"], IO)
        .tests(&["silta-cql", "silta-cql-translation"]),
];
/// What the tests of every room may use.
pub(crate) const SHARED_BY_TESTS: &[&str] = &["silta-testing"];
pub(crate) const FREE: &[&str] = &[".", "bench", "fuzz", "xtask"];

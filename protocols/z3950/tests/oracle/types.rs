//! The APDUs that matter most, transcribed from the ASN.1 of the standard for `rasn`, which shares
//! nothing with this crate. An optional CHOICE without a tag stands as one optional field for each
//! alternative, because `rasn` cannot read it otherwise; strings stand as octets.

use rasn::prelude::*;

use crate::wrapped::{AttributeList, DatabaseName, External, Flags, GeneralOctets};

macro_rules! asn {
    ($($(#[$meta:meta])* $kind:ident $name:ident $body:tt)+) => {$(
        #[derive(AsnType, Decode, Encode, Debug, PartialEq)]
        $(#[$meta])*
        pub(crate) $kind $name $body
    )+};
}

asn! {
    #[rasn(choice)]
    enum Pdu {
        #[rasn(tag(context, 20))]
        InitRequest(InitRequest),
        #[rasn(tag(context, 21))]
        InitResponse(InitResponse),
        #[rasn(tag(context, 22))]
        SearchRequest(SearchRequest),
        #[rasn(tag(context, 23))]
        SearchResponse(SearchResponse),
        #[rasn(tag(context, 24))]
        PresentRequest(PresentRequest),
        #[rasn(tag(context, 25))]
        PresentResponse(PresentResponse),
        #[rasn(tag(context, 35))]
        ScanRequest(ScanRequest),
        #[rasn(tag(context, 36))]
        ScanResponse(ScanResponse),
        #[rasn(tag(context, 48))]
        Close(Close),
    }

    struct InitRequest {
        #[rasn(tag(context, 2))]
        reference_id: Option<OctetString>,
        #[rasn(tag(context, 3))]
        protocol_version: Flags,
        #[rasn(tag(context, 4))]
        options: Flags,
        #[rasn(tag(context, 5))]
        preferred_message_size: i64,
        #[rasn(tag(context, 6))]
        exceptional_record_size: i64,
        #[rasn(tag(explicit(context, 7)))]
        id_authentication: Option<IdAuthentication>,
        #[rasn(tag(context, 110))]
        implementation_id: Option<OctetString>,
        #[rasn(tag(context, 111))]
        implementation_name: Option<OctetString>,
        #[rasn(tag(context, 112))]
        implementation_version: Option<OctetString>,
        #[rasn(tag(explicit(context, 11)))]
        user_information_field: Option<External>,
        #[rasn(tag(context, 201))]
        other_info: Option<Vec<OtherInfo>>,
    }

    #[rasn(choice)]
    enum IdAuthentication {
        #[rasn(tag(universal, 26))]
        Open(OctetString),
        IdPass(IdPass),
        Anonymous(()),
        Other(External),
    }

    struct IdPass {
        #[rasn(tag(context, 0))]
        group_id: Option<OctetString>,
        #[rasn(tag(context, 1))]
        user_id: Option<OctetString>,
        #[rasn(tag(context, 2))]
        password: Option<OctetString>,
    }

    struct InitResponse {
        #[rasn(tag(context, 2))]
        reference_id: Option<OctetString>,
        #[rasn(tag(context, 3))]
        protocol_version: Flags,
        #[rasn(tag(context, 4))]
        options: Flags,
        #[rasn(tag(context, 5))]
        preferred_message_size: i64,
        #[rasn(tag(context, 6))]
        exceptional_record_size: i64,
        #[rasn(tag(context, 12))]
        result: bool,
        #[rasn(tag(context, 110))]
        implementation_id: Option<OctetString>,
        #[rasn(tag(context, 111))]
        implementation_name: Option<OctetString>,
        #[rasn(tag(context, 112))]
        implementation_version: Option<OctetString>,
        #[rasn(tag(explicit(context, 11)))]
        user_information_field: Option<External>,
        #[rasn(tag(context, 201))]
        other_info: Option<Vec<OtherInfo>>,
    }

    struct SearchRequest {
        #[rasn(tag(context, 2))]
        reference_id: Option<OctetString>,
        #[rasn(tag(context, 13))]
        small_set_upper_bound: i64,
        #[rasn(tag(context, 14))]
        large_set_lower_bound: i64,
        #[rasn(tag(context, 15))]
        medium_set_present_number: i64,
        #[rasn(tag(context, 16))]
        replace_indicator: bool,
        #[rasn(tag(context, 17))]
        result_set_name: OctetString,
        #[rasn(tag(context, 18))]
        database_names: Vec<DatabaseName>,
        #[rasn(tag(explicit(context, 100)))]
        small_set_element_set_names: Option<ElementSetNames>,
        #[rasn(tag(explicit(context, 101)))]
        medium_set_element_set_names: Option<ElementSetNames>,
        #[rasn(tag(context, 104))]
        preferred_record_syntax: Option<ObjectIdentifier>,
        #[rasn(tag(explicit(context, 21)))]
        query: Query,
        #[rasn(tag(context, 203))]
        additional_search_info: Option<Vec<OtherInfo>>,
        #[rasn(tag(context, 201))]
        other_info: Option<Vec<OtherInfo>>,
    }

    #[rasn(choice)]
    enum ElementSetNames {
        #[rasn(tag(context, 0))]
        Generic(OctetString),
        #[rasn(tag(context, 1))]
        DatabaseSpecific(Vec<DatabaseElementSet>),
    }

    struct DatabaseElementSet {
        #[rasn(tag(context, 105))]
        db_name: OctetString,
        #[rasn(tag(context, 103))]
        esn: OctetString,
    }

    #[rasn(choice)]
    enum Query {
        #[rasn(tag(context, 1))]
        Type1(RpnQuery),
        #[rasn(tag(explicit(context, 2)))]
        Type2(OctetString),
        #[rasn(tag(explicit(context, 100)))]
        Type100(OctetString),
        #[rasn(tag(context, 101))]
        Type101(RpnQuery),
        #[rasn(tag(context, 104))]
        Type104(External),
    }

    struct RpnQuery {
        attribute_set: ObjectIdentifier,
        rpn: RpnStructure,
    }

    #[rasn(choice)]
    enum RpnStructure {
        #[rasn(tag(explicit(context, 0)))]
        Op(Operand),
        #[rasn(tag(context, 1))]
        RpnRpnOp(Box<RpnRpnOp>),
    }

    struct RpnRpnOp {
        rpn1: RpnStructure,
        rpn2: RpnStructure,
        #[rasn(tag(explicit(context, 46)))]
        op: Operator,
    }

    #[rasn(choice)]
    enum Operator {
        #[rasn(tag(context, 0))]
        And(()),
        #[rasn(tag(context, 1))]
        Or(()),
        #[rasn(tag(context, 2))]
        AndNot(()),
        #[rasn(tag(context, 3))]
        Prox(Proximity),
    }

    struct Proximity {
        #[rasn(tag(context, 1))]
        exclusion: Option<bool>,
        #[rasn(tag(context, 2))]
        distance: i64,
        #[rasn(tag(context, 3))]
        ordered: bool,
        #[rasn(tag(context, 4))]
        relation_type: i64,
        #[rasn(tag(explicit(context, 5)))]
        proximity_unit_code: ProximityUnitCode,
    }

    #[rasn(choice)]
    enum ProximityUnitCode {
        #[rasn(tag(context, 1))]
        Known(i64),
        #[rasn(tag(context, 2))]
        Private(i64),
    }

    #[rasn(choice)]
    enum Operand {
        #[rasn(tag(context, 102))]
        AttrTerm(AttributesPlusTerm),
        #[rasn(tag(context, 31))]
        ResultSet(OctetString),
        #[rasn(tag(context, 214))]
        ResultAttr(ResultSetPlusAttributes),
    }

    #[rasn(tag(context, 102))]
    struct AttributesPlusTerm {
        #[rasn(tag(context, 44))]
        attributes: Vec<AttributeElement>,
        term: Term,
    }

    struct ResultSetPlusAttributes {
        #[rasn(tag(context, 31))]
        result_set: OctetString,
        #[rasn(tag(context, 44))]
        attributes: Vec<AttributeElement>,
    }

    struct AttributeElement {
        #[rasn(tag(context, 1))]
        attribute_set: Option<ObjectIdentifier>,
        #[rasn(tag(context, 120))]
        attribute_type: i64,
        attribute_value: AttributeValue,
    }

    #[rasn(choice)]
    enum AttributeValue {
        #[rasn(tag(context, 121))]
        Numeric(i64),
        #[rasn(tag(context, 224))]
        Complex(Complex),
    }

    struct Complex {
        #[rasn(tag(context, 1))]
        list: Vec<StringOrNumeric>,
        #[rasn(tag(context, 2))]
        semantic_action: Option<Vec<i64>>,
    }

    #[rasn(choice)]
    enum StringOrNumeric {
        #[rasn(tag(context, 1))]
        String(OctetString),
        #[rasn(tag(context, 2))]
        Numeric(i64),
    }

    #[rasn(choice)]
    enum Term {
        #[rasn(tag(context, 45))]
        General(OctetString),
        #[rasn(tag(context, 215))]
        Numeric(i64),
        #[rasn(tag(context, 216))]
        CharacterString(OctetString),
        #[rasn(tag(context, 217))]
        Oid(ObjectIdentifier),
        #[rasn(tag(context, 218))]
        DateTime(OctetString),
        #[rasn(tag(context, 219))]
        External(External),
        #[rasn(tag(context, 220))]
        IntegerAndUnit(IntUnit),
        #[rasn(tag(context, 221))]
        Null(()),
    }

    struct IntUnit {
        #[rasn(tag(context, 1))]
        value: i64,
        #[rasn(tag(context, 2))]
        unit_used: Unit,
    }

    struct Unit {
        #[rasn(tag(explicit(context, 1)))]
        unit_system: Option<GeneralOctets>,
        #[rasn(tag(explicit(context, 2)))]
        unit_type: Option<StringOrNumeric>,
        #[rasn(tag(explicit(context, 3)))]
        unit: Option<StringOrNumeric>,
        #[rasn(tag(context, 4))]
        scale_factor: Option<i64>,
    }

    struct SearchResponse {
        #[rasn(tag(context, 2))]
        reference_id: Option<OctetString>,
        #[rasn(tag(context, 23))]
        result_count: i64,
        #[rasn(tag(context, 24))]
        number_of_records_returned: i64,
        #[rasn(tag(context, 25))]
        next_result_set_position: i64,
        #[rasn(tag(context, 22))]
        search_status: bool,
        #[rasn(tag(context, 26))]
        result_set_status: Option<i64>,
        #[rasn(tag(context, 27))]
        present_status: Option<i64>,
        #[rasn(tag(context, 28))]
        response_records: Option<Vec<NamePlusRecord>>,
        #[rasn(tag(context, 130))]
        non_surrogate_diagnostic: Option<DefaultDiagFormat>,
        #[rasn(tag(context, 205))]
        multiple_non_sur_diagnostics: Option<Vec<DiagRec>>,
        #[rasn(tag(context, 203))]
        additional_search_info: Option<Vec<OtherInfo>>,
        #[rasn(tag(context, 201))]
        other_info: Option<Vec<OtherInfo>>,
    }

    struct NamePlusRecord {
        #[rasn(tag(context, 0))]
        name: Option<OctetString>,
        #[rasn(tag(explicit(context, 1)))]
        record: Record,
    }

    #[rasn(choice)]
    enum Record {
        #[rasn(tag(explicit(context, 1)))]
        Retrieval(External),
        #[rasn(tag(explicit(context, 2)))]
        SurrogateDiagnostic(DiagRec),
        #[rasn(tag(explicit(context, 3)))]
        StartingFragment(Fragment),
        #[rasn(tag(explicit(context, 4)))]
        IntermediateFragment(Fragment),
        #[rasn(tag(explicit(context, 5)))]
        FinalFragment(Fragment),
    }

    #[rasn(choice)]
    enum Fragment {
        ExternallyTagged(External),
        NotExternallyTagged(OctetString),
    }

    #[rasn(choice)]
    enum DiagRec {
        DefaultFormat(DefaultDiagFormat),
        ExternallyDefined(External),
    }

    struct DefaultDiagFormat {
        diagnostic_set_id: ObjectIdentifier,
        condition: i64,
        addinfo: Addinfo,
    }

    #[rasn(choice)]
    enum Addinfo {
        #[rasn(tag(universal, 26))]
        V2(OctetString),
        #[rasn(tag(universal, 27))]
        V3(OctetString),
    }

    struct PresentRequest {
        #[rasn(tag(context, 2))]
        reference_id: Option<OctetString>,
        #[rasn(tag(context, 31))]
        result_set_id: OctetString,
        #[rasn(tag(context, 30))]
        result_set_start_point: i64,
        #[rasn(tag(context, 29))]
        number_of_records_requested: i64,
        #[rasn(tag(context, 212))]
        additional_ranges: Option<Vec<Range>>,
        #[rasn(tag(explicit(context, 19)))]
        simple: Option<ElementSetNames>,
        #[rasn(tag(context, 209))]
        complex: Option<CompSpec>,
        #[rasn(tag(context, 104))]
        preferred_record_syntax: Option<ObjectIdentifier>,
        #[rasn(tag(context, 204))]
        max_segment_count: Option<i64>,
        #[rasn(tag(context, 206))]
        max_record_size: Option<i64>,
        #[rasn(tag(context, 207))]
        max_segment_size: Option<i64>,
        #[rasn(tag(context, 201))]
        other_info: Option<Vec<OtherInfo>>,
    }

    struct Range {
        #[rasn(tag(context, 1))]
        starting_position: i64,
        #[rasn(tag(context, 2))]
        number_of_records: i64,
    }

    struct CompSpec {
        #[rasn(tag(context, 1))]
        select_alternative_syntax: bool,
        #[rasn(tag(context, 2))]
        generic: Option<Specification>,
        #[rasn(tag(context, 3))]
        db_specific: Option<Vec<DatabaseSpecification>>,
        #[rasn(tag(context, 4))]
        record_syntax: Option<Vec<ObjectIdentifier>>,
    }

    struct DatabaseSpecification {
        #[rasn(tag(explicit(context, 1)))]
        db: DatabaseName,
        #[rasn(tag(context, 2))]
        spec: Specification,
    }

    struct Specification {
        #[rasn(tag(context, 1))]
        oid: Option<ObjectIdentifier>,
        #[rasn(tag(context, 300))]
        uri: Option<OctetString>,
        #[rasn(tag(explicit(context, 2)))]
        element_spec: Option<ElementSpec>,
    }

    #[rasn(choice)]
    enum ElementSpec {
        #[rasn(tag(context, 1))]
        ElementSetName(OctetString),
        #[rasn(tag(context, 2))]
        ExternalEspec(External),
    }

    struct PresentResponse {
        #[rasn(tag(context, 2))]
        reference_id: Option<OctetString>,
        #[rasn(tag(context, 24))]
        number_of_records_returned: i64,
        #[rasn(tag(context, 25))]
        next_result_set_position: i64,
        #[rasn(tag(context, 27))]
        present_status: i64,
        #[rasn(tag(context, 28))]
        response_records: Option<Vec<NamePlusRecord>>,
        #[rasn(tag(context, 130))]
        non_surrogate_diagnostic: Option<DefaultDiagFormat>,
        #[rasn(tag(context, 205))]
        multiple_non_sur_diagnostics: Option<Vec<DiagRec>>,
        #[rasn(tag(context, 201))]
        other_info: Option<Vec<OtherInfo>>,
    }

    struct ScanRequest {
        #[rasn(tag(context, 2))]
        reference_id: Option<OctetString>,
        #[rasn(tag(context, 3))]
        database_names: Vec<DatabaseName>,
        attribute_set: Option<ObjectIdentifier>,
        term_list_and_start_point: AttributesPlusTerm,
        #[rasn(tag(context, 5))]
        step_size: Option<i64>,
        #[rasn(tag(context, 6))]
        number_of_terms_requested: i64,
        #[rasn(tag(context, 7))]
        preferred_position_in_response: Option<i64>,
        #[rasn(tag(context, 201))]
        other_info: Option<Vec<OtherInfo>>,
    }

    struct ScanResponse {
        #[rasn(tag(context, 2))]
        reference_id: Option<OctetString>,
        #[rasn(tag(context, 3))]
        step_size: Option<i64>,
        #[rasn(tag(context, 4))]
        scan_status: i64,
        #[rasn(tag(context, 5))]
        number_of_entries_returned: i64,
        #[rasn(tag(context, 6))]
        position_of_term: Option<i64>,
        #[rasn(tag(context, 7))]
        entries: Option<ListEntries>,
        #[rasn(tag(context, 8))]
        attribute_set: Option<ObjectIdentifier>,
        #[rasn(tag(context, 201))]
        other_info: Option<Vec<OtherInfo>>,
    }

    struct ListEntries {
        #[rasn(tag(context, 1))]
        entries: Option<Vec<Entry>>,
        #[rasn(tag(context, 2))]
        nonsurrogate_diagnostics: Option<Vec<DiagRec>>,
    }

    #[rasn(choice)]
    enum Entry {
        #[rasn(tag(context, 1))]
        TermInfo(TermInfo),
        #[rasn(tag(explicit(context, 2)))]
        SurrogateDiagnostic(DiagRec),
    }

    struct TermInfo {
        term: Term,
        #[rasn(tag(context, 0))]
        display_term: Option<OctetString>,
        #[rasn(tag(context, 44))]
        suggested_attributes: Option<Vec<AttributeElement>>,
        #[rasn(tag(context, 4))]
        alternative_term: Option<Vec<AttributesPlusTerm>>,
        #[rasn(tag(context, 2))]
        global_occurrences: Option<i64>,
        #[rasn(tag(context, 3))]
        by_attributes: Option<Vec<OccurrenceByAttributes>>,
        #[rasn(tag(context, 201))]
        other_term_info: Option<Vec<OtherInfo>>,
    }

    struct OccurrenceByAttributes {
        #[rasn(tag(explicit(context, 1)))]
        attributes: Option<AttributeList>,
        #[rasn(tag(explicit(context, 2)))]
        global: Option<i64>,
        #[rasn(tag(context, 3))]
        by_database: Option<Vec<DatabaseOccurrences>>,
        #[rasn(tag(context, 201))]
        other_occur_info: Option<Vec<OtherInfo>>,
    }

    struct DatabaseOccurrences {
        #[rasn(tag(context, 105))]
        db: OctetString,
        #[rasn(tag(context, 1))]
        num: Option<i64>,
        #[rasn(tag(context, 201))]
        other_db_info: Option<Vec<OtherInfo>>,
    }

    struct Close {
        #[rasn(tag(context, 2))]
        reference_id: Option<OctetString>,
        #[rasn(tag(context, 211))]
        close_reason: i64,
        #[rasn(tag(context, 3))]
        diagnostic_information: Option<OctetString>,
        #[rasn(tag(context, 4))]
        resource_report_format: Option<ObjectIdentifier>,
        #[rasn(tag(explicit(context, 5)))]
        resource_report: Option<External>,
        #[rasn(tag(context, 201))]
        other_info: Option<Vec<OtherInfo>>,
    }

    struct OtherInfo {
        #[rasn(tag(context, 1))]
        category: Option<InfoCategory>,
        information: Information,
    }

    struct InfoCategory {
        #[rasn(tag(context, 1))]
        category_type_id: Option<ObjectIdentifier>,
        #[rasn(tag(context, 2))]
        category_value: i64,
    }

    #[rasn(choice)]
    enum Information {
        #[rasn(tag(context, 2))]
        CharacterInfo(OctetString),
        #[rasn(tag(context, 3))]
        BinaryInfo(OctetString),
        #[rasn(tag(context, 4))]
        ExternallyDefinedInfo(External),
        #[rasn(tag(context, 5))]
        Oid(ObjectIdentifier),
    }
}

//! The diagnostic set bib-1: what can go wrong, and what is said about it.

use std::fmt;

use crate::{
    oid::DIAG_BIB_1,
    records::{Addinfo, DefaultDiagFormat, DiagRec, Records},
};

/// A condition of the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number.
    pub code: i64,
    /// What it says.
    pub text: &'static str,
    /// What addinfo holds; empty where nothing is prescribed.
    pub addinfo: &'static str,
}

macro_rules! conditions {
    ($( $code:literal $condition:ident $text:literal $addinfo:literal, )+) => {
        /// A condition of the set bib-1.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Condition {
            $( #[doc = concat!(stringify!($code), ": ", $text, ".")] $condition, )+
        }

        impl Condition {
            /// All conditions, by number.
            pub const LISTED: &'static [Listed] = &[
                $( Listed { code: $code, text: $text, addinfo: $addinfo }, )+
            ];

            /// Its number.
            pub fn code(self) -> i64 {
                match self { $( Self::$condition => $code, )+ }
            }

            /// The condition of a number.
            pub fn from_code(code: i64) -> Option<Self> {
                match code { $( $code => Some(Self::$condition), )+ _ => None }
            }
        }
    };
}

impl Condition {
    /// What it says.
    pub fn text(self) -> &'static str {
        text(self.code()).unwrap_or_default()
    }

    /// The condition with what it is about.
    pub fn about(self, addinfo: impl fmt::Display) -> DefaultDiagFormat {
        DefaultDiagFormat {
            diagnostic_set_id: DIAG_BIB_1,
            condition: self.code(),
            addinfo: Addinfo::of(&addinfo.to_string()),
        }
    }

    /// The condition about nothing in particular.
    pub fn plain(self) -> DefaultDiagFormat {
        self.about("")
    }
}

/// What a condition of this number says.
pub fn text(code: i64) -> Option<&'static str> {
    let place = Condition::LISTED.binary_search_by_key(&code, |listed| listed.code);
    let listed = Condition::LISTED.get(place.ok()?)?;
    Some(listed.text)
}

impl From<DefaultDiagFormat> for DiagRec {
    fn from(diagnostic: DefaultDiagFormat) -> Self {
        Self::DefaultFormat(diagnostic)
    }
}

impl From<DefaultDiagFormat> for Records {
    fn from(diagnostic: DefaultDiagFormat) -> Self {
        Self::NonSurrogateDiagnostic(diagnostic)
    }
}

#[rustfmt::skip]
conditions! {
    1 PermanentSystemError "Permanent system error" "",
    2 TemporarySystemError "Temporary system error" "",
    3 UnsupportedSearch "Unsupported search" "",
    4 OnlyStopWords "Nothing but stop words" "",
    5 TooManyArgumentWords "Too many words" "highest number",
    6 TooManyBooleanOperators "Too many Boolean operators" "highest number",
    7 TooManyTruncatedWords "Too many truncated words" "highest number",
    8 TooManyIncompleteSubfields "Too many incomplete subfields" "highest number",
    9 TruncatedWordsTooShort "Truncated word too short" "least length",
    10 InvalidRecordNumberFormat "Invalid form of a record number" "",
    11 TooManyCharacters "Search too long" "highest number of characters",
    12 TooManyRecordsRetrieved "Too many records found" "highest number",
    13 PresentOutOfRange "Present out of range" "position",
    14 SystemErrorInPresenting "Record cannot be presented" "",
    15 RecordNotAuthorized "Record may not leave this system" "",
    16 RecordExceedsPreferredSize "Record exceeds the preferred message size" "",
    17 RecordExceedsExceptionalSize "Record exceeds the exceptional record size" "",
    18 ResultSetNotSupportedAsTerm "Result set not supported in a query" "",
    19 OnlySingleResultSetAsTerm "A result set is supported only as the whole query" "",
    20 OnlyAndingOfResultSet "A result set is supported only with and" "",
    21 ResultSetExists "Result set exists and may not be replaced" "name",
    22 ResultSetNamingNotSupported "Named result sets not supported" "",
    23 DatabaseCombinationNotSupported "This combination of databases not supported" "",
    24 ElementSetNamesNotSupported "Element set names not supported" "",
    25 ElementSetNameNotValid "Element set name not valid for the database" "name",
    26 OnlyGenericElementSetName "Only one element set name for all databases supported" "",
    27 ResultSetDeletedByTarget "Result set no longer exists, deleted by the server" "name",
    28 ResultSetInUse "Result set in use" "name",
    29 DatabaseLocked "Database locked" "name",
    30 ResultSetDoesNotExist "Result set does not exist" "name",
    31 ResourcesExhaustedNoResults "Resources exhausted, no results" "",
    32 ResourcesExhaustedPartialResults "Resources exhausted, unpredictable part of the results" "",
    33 ResourcesExhaustedValidSubset "Resources exhausted, valid part of the results" "",
    100 UnspecifiedError "Unspecified error" "",
    101 AccessControlFailure "Access control failure" "",
    102 ChallengeNotIssuedRequestTerminated "Proof needed but could not be asked for, request ended" "",
    103 ChallengeNotIssuedRecordLeftOut "Proof needed but could not be asked for, record left out" "",
    104 ChallengeFailedRecordLeftOut "Proof failed, record left out" "",
    105 TerminatedByContinueResponse "Ended as the client wished" "",
    106 NoAbstractSyntaxAgreed "No syntax agreed for this record" "",
    107 QueryTypeNotSupported "Query type not supported" "type",
    108 MalformedQuery "Malformed query" "",
    109 DatabaseUnavailable "Database unavailable" "name",
    110 OperatorUnsupported "Operator unsupported" "operator",
    111 TooManyDatabases "Too many databases" "highest number",
    112 TooManyResultSets "Too many result sets" "highest number",
    113 UnsupportedAttributeType "Unsupported attribute type" "type",
    114 UnsupportedUse "Unsupported use attribute" "value",
    115 UnsupportedTermForUse "Unsupported term for the use attribute" "term",
    116 UseRequired "Use attribute required and missing" "",
    117 UnsupportedRelation "Unsupported relation attribute" "value",
    118 UnsupportedStructure "Unsupported structure attribute" "value",
    119 UnsupportedPosition "Unsupported position attribute" "value",
    120 UnsupportedTruncation "Unsupported truncation attribute" "value",
    121 UnsupportedAttributeSet "Unsupported attribute set" "object identifier",
    122 UnsupportedCompleteness "Unsupported completeness attribute" "value",
    123 UnsupportedCombination "Unsupported combination of attributes" "",
    124 UnsupportedCodedValue "Unsupported coded value for the term" "value",
    125 MalformedTerm "Malformed term" "term",
    126 IllegalTerm "Illegal term for the attribute" "term",
    127 UnparsableTerm "Unparsable form of an un-normalized term" "term",
    128 IllegalResultSetName "Illegal result set name" "name",
    129 ProximityOfSetsNotSupported "Proximity of result sets not supported" "",
    130 IllegalResultSetInProximity "Illegal result set in proximity" "name",
    131 UnsupportedProximityRelation "Unsupported proximity relation" "value",
    132 UnsupportedProximityUnit "Unsupported proximity unit" "value",
    201 ProximityNotSupportedWithAttributes "Proximity not supported with these attributes" "attribute list",
    202 UnsupportedDistance "Unsupported distance" "distance",
    203 OrderedFlagNotSupported "Order not supported in proximity" "",
    205 OnlyZeroStepSize "Only a step size of zero supported in Scan" "",
    206 StepSizeNotSupported "Step size not supported in Scan" "step size",
    207 CannotSort "Cannot sort by these keys" "sequence",
    208 NoResultSetNameOnSort "No result set name in Sort" "",
    209 GenericSortNotSupported "Only sorting for each database supported" "",
    210 DatabaseSpecificSortNotSupported "Sorting for each database not supported" "",
    211 TooManySortKeys "Too many sort keys" "highest number",
    212 DuplicateSortKeys "Sort key twice" "key",
    213 UnsupportedMissingValueAction "Unsupported action for missing values" "value",
    214 IllegalSortRelation "Illegal sort relation" "relation",
    215 IllegalCaseValue "Illegal case sensitivity" "value",
    216 IllegalMissingValueAction "Illegal action for missing values" "value",
    217 CannotFitSegments "Records may not fit into so many segments" "",
    218 PackageNameInUse "Package name in use" "name",
    219 NoSuchPackage "No such package" "name",
    220 PackageQuotaExceeded "Quota of packages exceeded" "",
    221 ExtendedServiceNotSupported "Extended service type not supported" "type",
    222 ExtendedServiceNotAuthorized "Extended service denied, user not authorized" "",
    223 PackageCannotBeChanged "Extended service denied, package cannot be changed or deleted" "",
    224 ImmediateExecutionFailed "Immediate execution failed" "",
    225 ImmediateExecutionNotSupported "Immediate execution not supported for this service" "",
    226 ImmediateExecutionNotSupportedForParameters "Immediate execution not supported for these parameters" "",
    227 NoDataInSyntax "No data in the requested record syntax" "",
    228 MalformedScan "Malformed Scan" "",
    229 TermTypeNotSupported "Term type not supported" "type",
    230 TooManyInputResultSets "Too many result sets to sort" "highest number",
    231 IncompatibleRecordFormats "Record formats that cannot be sorted together" "",
    232 TermListNotSupported "Term list not supported" "alternative term lists",
    233 UnsupportedPositionInResponse "Unsupported position in the response" "value",
    234 TooManyIndexTerms "Too many index terms" "number of terms",
    235 DatabaseDoesNotExist "Database does not exist" "name",
    236 DatabaseAccessDenied "Access to the database denied" "name",
    237 IllegalSort "Illegal Sort" "",
    238 RecordNotAvailableInSyntax "Record not available in the requested syntax" "object identifiers of others",
    239 RecordSyntaxNotSupported "Record syntax not supported" "object identifier",
    240 ResourcesExhaustedInScan "Resources exhausted while looking for terms" "",
    241 EndOfTermList "Beginning or end of the term list" "",
    242 MaxSegmentSizeTooSmall "Segments too small for the record" "least size",
    243 AdditionalRangesNotSupported "Additional ranges not supported" "",
    244 CompSpecNotSupported "Composition specification not supported" "",
    245 ResultAttrNotSupported "Restricted result set as an operand not supported" "",
    246 ComplexValueNotSupported "Complex attribute value not supported" "",
    247 AttributeSetInElementNotSupported "Attribute set of a single attribute not supported" "",
    1001 MalformedApdu "Malformed APDU" "",
    1002 ItemOrderExternalNotSupported "Item order by EXTERNAL not supported" "",
    1003 ItemOrderResultSetNotSupported "Item order by result set not supported" "",
    1004 ExtendedServicesNeedAccessControl "Extended services only with access control" "",
    1005 RecordsInSearchNotSupported "Records in a Search response not supported" "",
    1006 RecordsInSearchNotPossible "Records in a Search response not possible for these databases" "",
    1007 NoExplainServer "No Explain server" "servers that have one for this server",
    1008 MissingParameter "Mandatory parameter missing for the function" "parameter",
    1009 UnsupportedItemRequest "Unsupported object identifier of an item request" "object identifier",
    1010 BadUserid "Unknown user" "",
    1011 BadUseridOrPassword "Unknown user or wrong password" "",
    1012 NoSearchesRemaining "No paid searches left" "",
    1013 IncorrectInterfaceType "User valid only with another kind of client" "",
    1014 AuthenticationSystemError "Authentication system error" "",
    1015 MaximumSessionsForUser "Too many sessions of the user" "",
    1016 BlockedNetworkAddress "Blocked network address" "",
    1017 NoDatabasesForUser "No databases for the user" "",
    1018 OutOfResources "System out of resources for a while" "",
    1019 Maintenance "System under maintenance" "",
    1020 TemporarilyUnavailable "System unavailable for a while" "when it is back",
    1021 AccountExpired "Account expired" "",
    1022 PasswordExpired "Password expired" "",
    1023 PasswordChanged "Password changed by an administrator" "",
    1024 UnsupportedAttribute "Unsupported attribute" "set, type and value",
    1025 ServiceNotSupportedForDatabase "Service not supported for this database" "",
    1026 RecordLocked "Record locked" "",
    1027 SqlError "SQL error" "",
    1028 RecordDeleted "Record deleted" "",
    1029 TooManyTermsInScan "Too many terms asked for in Scan" "highest number",
    1040 InvalidFunction "Invalid function" "function",
    1041 ErrorInRetentionTime "Error in the retention time" "",
    1042 PermissionsNotUnderstood "Permissions not understood" "",
    1043 InvalidTaskParameterOid "Invalid object identifier of task parameters" "object identifier",
    1044 InvalidAction "Invalid action" "action",
    1045 UnknownUpdateSchema "Unknown schema" "schema",
    1046 TooManyRecordsInPackage "Too many records in the package" "highest number",
    1047 InvalidWaitAction "Invalid wait action" "wait action",
    1048 CannotCreatePackage "Task package too large to be made" "largest size",
    1049 CannotReturnPackage "Task package too large to be sent" "largest size",
    1050 ExtendedRequestTooLarge "Extended services request too large" "largest size",
    1051 ScanAttributeSetRequired "Attribute set required in Scan" "",
    1052 CannotProcessPackageRecord "Record of the task package too large to be processed" "largest size",
    1053 CannotReturnPackageRecord "Record of the task package too large to be sent" "largest size",
    1054 NegotiationRecordRequired "Required negotiation record missing" "object identifier",
    1055 NegotiationOptionRequired "Negotiation option required" "",
    1056 AttributeNotSupportedForDatabase "Attribute not supported for the database" "set, type, value and database",
    1057 UnsupportedPackageParameter "Unsupported value of a task package parameter" "parameter and value",
    1058 CannotDedupPortion "Cannot look for duplicates in that part of records" "",
    1059 DedupCriterionNotSupported "Criterion of duplicates not supported" "criterion",
    1060 DedupLevelNotSupported "Level of match not supported" "",
    1061 DedupExpressionNotSupported "Regular expression not supported" "",
    1062 CannotCluster "Cannot cluster" "",
    1063 RetentionCriterionNotSupported "Retention criterion not supported" "criterion",
    1064 RetentionTooLarge "Too many entries to be kept" "",
    1065 DedupSortNotSupported "Sort criterion not supported" "criterion",
    1066 UnknownSchema "Schema unknown or not supported" "",
    1067 EncapsulationNotSupported "Encapsulated APDUs not supported" "",
    1068 EncapsulationNotExecuted "Encapsulated APDUs looked at and not executed" "",
    1069 NoSyntaxes "No syntaxes for this request" "",
    1070 NotAuthorizedForSyntax "User not authorized for records in this syntax" "",
    1071 RecordSyntaxNotSupplied "Preferred record syntax missing" "",
    1072 UntranslatableTerm "Term with characters that do not translate" "the characters",
    1073 NoDataForAccessPoint "Records hold nothing for this access point" "",
    1074 ProxyFailure "Proxy failure" "",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_stand_in_order() {
        assert!(Condition::LISTED.is_sorted_by_key(|listed| listed.code));
        for listed in Condition::LISTED {
            let condition = Condition::from_code(listed.code).unwrap();
            assert_eq!(condition.code(), listed.code);
            assert_eq!(text(listed.code), Some(listed.text));
        }
        assert_eq!(text(34), None);
    }

    #[test]
    fn addinfo_is_ascii_for_version_2() {
        let diagnostic = Condition::DatabaseDoesNotExist.about("nosuch");
        assert_eq!(diagnostic.addinfo, Addinfo::V2Addinfo("nosuch".into()));
        let diagnostic = Condition::DatabaseDoesNotExist.about("väärä");
        assert_eq!(diagnostic.addinfo, Addinfo::V3Addinfo("väärä".into()));
    }
}

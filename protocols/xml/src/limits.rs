//! How much a document may ask of its reader.

/// How much a document may ask of its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole document.
    pub total: usize,
    /// Elements within one another.
    pub depth: usize,
    /// Attributes of one element, namespace declarations among them.
    pub attributes: usize,
    /// Namespace declarations in force at one place.
    pub namespaces: usize,
    /// Bytes of the name of a namespace. Every element in it may hold a copy.
    pub namespace: usize,
    /// Bytes of the text of one element.
    pub text: usize,
}

impl Default for Limits {
    /// 8 MiB, 64 deep, 64 attributes, 64 namespaces with names of 1 KiB, 1 MiB of text.
    fn default() -> Self {
        Self {
            total: 8 << 20,
            depth: 64,
            attributes: 64,
            namespaces: 64,
            namespace: 1 << 10,
            text: 1 << 20,
        }
    }
}

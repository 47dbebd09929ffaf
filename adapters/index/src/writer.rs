//! Changing the index.

use std::{fmt, sync::Arc};

use tantivy::{
    IndexWriter, TantivyDocument, Term,
    indexer::{IndexWriterOptions, LogMergePolicy},
};

use crate::{
    Document,
    error::{OpenError, StoreError},
    layout::Layout,
    store::{Store, payload},
};

/// The one writer of an index. What it was given is searched, and kept on disk, after
/// [`Writer::commit`]; what was not committed is forgotten when the writer is. After an error (the
/// disk is full) it is of no use any more: drop it, open another, and go on from
/// [`CatalogueIndex::reached`](crate::CatalogueIndex::reached).
pub struct Writer {
    store: Arc<Store>,
    writer: IndexWriter<TantivyDocument>,
    /// The highest number that the index may hold: what is higher replaces nothing.
    highest: u32,
}

/// So many segments of a like size become one. Fewer segments are searched faster.
const SEGMENTS_JOINED: usize = 5;
/// A segment with more of its records deleted than this part is written anew.
const DELETED_BEFORE_JOINED: f32 = 0.3;

impl Writer {
    pub(crate) fn open(store: Arc<Store>) -> Result<Self, OpenError> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(store.settings.threads.clamp(1, 8))
            .num_merge_threads(1)
            .memory_budget_per_thread(store.settings.memory_per_thread())
            .build();
        let writer = store.index.writer_with_options(options);
        let writer = writer.map_err(|error| store.busy_or(error))?;
        let mut joining = LogMergePolicy::default();
        joining.set_min_num_segments(SEGMENTS_JOINED);
        joining.set_del_docs_ratio_before_merge(DELETED_BEFORE_JOINED);
        writer.set_merge_policy(Box::new(joining));
        // Whoever wrote before may have committed since the last look.
        store.refresh()?;
        Ok(Self {
            highest: store.snapshot().highest,
            writer,
            store,
        })
    }

    /// Puts a record in, in the place of what was there with its number.
    pub fn put(&mut self, document: Document) -> Result<(), StoreError> {
        if document.number <= self.highest {
            self.delete(document.number);
        }
        self.highest = self.highest.max(document.number);
        self.writer.add_document(document.fields)?;
        Ok(())
    }

    /// Takes a record out, if it is there.
    pub fn delete(&mut self, number: u32) {
        let number = Term::from_field_u64(Layout::current().number, number.into());
        self.writer.delete_term(number);
    }

    /// Writes everything to disk, with the change sequence up to which the index is now complete.
    /// Both are there together or not at all. Searches see it when this returns.
    pub fn commit(&mut self, sequence: u64) -> Result<(), StoreError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&payload(sequence));
        commit.commit()?;
        self.store.refresh()
    }

    /// Waits until segments that are being joined in the background are, and ends the writer.
    pub fn finish(self) -> Result<(), StoreError> {
        self.writer.wait_merging_threads()?;
        self.store.refresh()
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

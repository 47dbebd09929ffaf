//! Taking what comes from a client, and letting go of what nobody will read.

use std::{
    future::poll_fn,
    io,
    mem::MaybeUninit,
    pin::Pin,
    task::{Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf},
    time::timeout,
};

/// Bytes taken from the socket at a time.
const READ_SIZE: usize = 8 * 1024;

/// Reads what has come and gives it to `take`; 0 is the end of input. The buffer stands on the
/// worker's stack during one poll and is no part of the future.
pub(crate) async fn read(
    stream: &mut (impl AsyncRead + Unpin),
    mut take: impl FnMut(&[u8]),
) -> io::Result<usize> {
    poll_fn(|cx| {
        let mut space = [const { MaybeUninit::uninit() }; READ_SIZE];
        let mut buffer = ReadBuf::uninit(&mut space);
        ready!(Pin::new(&mut *stream).poll_read(cx, &mut buffer))?;
        let bytes = buffer.filled();
        if !bytes.is_empty() {
            take(bytes);
        }
        Poll::Ready(Ok(bytes.len()))
    })
    .await
}

/// Says that no more comes and swallows what the client still sends: closing over unread input
/// makes a reset, and many clients lose the last answer to that. It ends with the client's input,
/// after a `silence`, or at the `limit`.
pub(crate) async fn swallow(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    silence: Duration,
    limit: Duration,
) {
    let swallow = async {
        stream.shutdown().await?;
        while timeout(silence, read(stream, |_| ())).await?? > 0 {}
        io::Result::Ok(())
    };
    // However it ends, the connection closes now.
    let _ = timeout(limit, swallow).await;
}

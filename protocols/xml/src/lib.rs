//! XML as the library protocols need it: pulled event by event, within limits, nothing resolved.

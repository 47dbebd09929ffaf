//! Basic encoding rules, as Z39.50 uses them: bytes to values and back, within limits.

//! The body of the fuzz target; the ordinary tests replay its seeds.

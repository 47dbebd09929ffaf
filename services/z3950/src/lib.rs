//! Z39.50 served: sessions without IO, and what they ask of the consortium.

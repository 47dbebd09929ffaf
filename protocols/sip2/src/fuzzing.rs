//! The bodies of the fuzz targets; the ordinary tests replay their seeds.

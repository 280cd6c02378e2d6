//! How a declaration travels: one compact string, written by the derives and read by `sd_query!`.

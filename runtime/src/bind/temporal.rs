//! Dates, times and intervals as parameters.
